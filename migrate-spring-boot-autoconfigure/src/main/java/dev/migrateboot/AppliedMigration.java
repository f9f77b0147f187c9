package dev.migrateboot;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A row of the history: a version that has been applied, with all that is needed to
 * revert it but the text of its downgrade script.
 *
 * @param order the place in the order of application
 * @param version the version
 * @param description what the script's name said of it
 * @param script the upgrade script's name, or the class of a migration in code
 * @param state how it came to be here
 * @param upgrade the hashes of the upgrade script, or of the declared checksum
 * @param downgrade the hashes of the stored downgrade script, or {@code null} without one
 * @param downgradeScript the name of the stored downgrade script, the class that reverts
 * a migration in code, or {@code null}
 * @param downgradePlaceholders the placeholders in the stored downgrade script that are
 * replaced when it runs, as they are spelled
 * @param irreversible why there is no way back, or {@code null}
 * @param appliedAt when it was applied or recorded
 * @param appliedBy who applied or recorded it
 * @param build the build that did, or {@code null} if it has no name
 * @param durationMs how long it took, in milliseconds, or {@code null} if nothing was run
 * @param progress how far a revision has come that stopped half-way, or {@code null}
 */
public record AppliedMigration(long order, Version version, String description, String script, State state,
		Hashes upgrade, @Nullable Hashes downgrade, @Nullable String downgradeScript,
		List<String> downgradePlaceholders, @Nullable String irreversible, OffsetDateTime appliedAt, String appliedBy,
		@Nullable String build, @Nullable Long durationMs, @Nullable Progress progress) {

	/**
	 * Copy the list.
	 */
	public AppliedMigration {
		downgradePlaceholders = List.copyOf(downgradePlaceholders);
	}

	/**
	 * Return whether it was applied by a migration in code.
	 */
	boolean isCode() {
		return !this.script.endsWith(".sql");
	}

	/**
	 * Return the class that has the way back, or {@code null} if that is a script or
	 * there is none.
	 */
	@Nullable String downgradeClass() {
		return (this.downgrade == null && this.downgradeScript != null && !this.downgradeScript.endsWith(".sql"))
				? this.downgradeScript : null;
	}

	/**
	 * How a version came into the history.
	 */
	public enum State {

		/**
		 * Its script was run.
		 */
		APPLIED,

		/**
		 * It was recorded without running anything.
		 */
		STAMPED,

		/**
		 * A script that runs outside a transaction stopped half-way.
		 */
		FAILED;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * The two hashes of a script, in hexadecimal digits.
	 *
	 * @param bytes over the bytes, line ends normalised
	 * @param meaning over the tokens, without comments and white space
	 */
	public record Hashes(String bytes, String meaning) {

	}

	/**
	 * How far a script has come that runs in units.
	 *
	 * @param direction whether it was being applied or reverted
	 * @param finished how many of its statements are finished
	 * @param started whether the next statement was started without being recorded as
	 * finished, so that its outcome is unknown
	 * @param prefix the hash of the finished statements
	 * @param existing the object identifiers that the next statement found before it was
	 * started for the first time and that its own could be taken for, or {@code null} if
	 * it has not been started
	 */
	public record Progress(Direction direction, int finished, boolean started, String prefix,
			@Nullable List<Long> existing) {

	}

}
