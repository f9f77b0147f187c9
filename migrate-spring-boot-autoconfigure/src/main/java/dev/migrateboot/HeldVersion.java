package dev.migrateboot;

import java.time.OffsetDateTime;

import dev.migrateboot.AppliedMigration.Hashes;
import org.jspecify.annotations.Nullable;

/**
 * A row of the hold: a version that was reverted and stays down.
 *
 * @param version the version
 * @param upgrade the hashes of the upgrade script that was reverted
 * @param from the version that the downgrade started from
 * @param by who took the database back
 * @param reason why, or {@code null} if nobody said
 * @param since when the version was reverted
 */
record HeldVersion(Version version, Hashes upgrade, Version from, String by, @Nullable String reason,
		OffsetDateTime since) {

	/**
	 * Return the row that a query has written as texts.
	 * @param row the components in their order, the hashes as two
	 */
	static HeldVersion of(@Nullable String[] row) {
		return new HeldVersion(Version.parse(text(row[0])), new Hashes(text(row[1]), text(row[2])),
				Version.parse(text(row[3])), text(row[4]), row[5], OffsetDateTime.parse(text(row[6])));
	}

	private static String text(@Nullable String value) {
		return String.valueOf(value);
	}

}
