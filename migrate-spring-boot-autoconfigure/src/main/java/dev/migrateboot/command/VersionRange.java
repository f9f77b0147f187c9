package dev.migrateboot.command;

import dev.migrateboot.MigrationStatus;
import dev.migrateboot.TargetException;
import dev.migrateboot.Version;
import org.jspecify.annotations.Nullable;

/**
 * Versions from one to another, both included.
 *
 * @param from the lowest, or {@code null} for the first
 * @param to the highest, or {@code null} for the last
 * @param empty whether it ends before the first
 */
record VersionRange(@Nullable Version from, @Nullable Version to, boolean empty) {

	/**
	 * Parse a range.
	 * @param text two versions, {@code head}, {@code base} or {@code current} with a
	 * colon between them; either may be left out
	 * @throws CommandException if there is no colon
	 * @throws TargetException if a side is none of these
	 */
	static VersionRange parse(String text, MigrationStatus status) {
		String[] sides = text.split(":", -1);
		if (sides.length != 2) {
			throw new CommandException("'%s' is not a range of versions.".formatted(text),
					"Write the first and the last with a colon between them, such as 003:005, :current or 006:head.");
		}
		boolean empty = sides[1].equals("base") || (sides[1].equals("current") && status.current() == null);
		return new VersionRange(version(sides[0], status), version(sides[1], status), empty);
	}

	boolean contains(Version version) {
		return !this.empty && (this.from == null || version.compareTo(this.from) >= 0)
				&& (this.to == null || version.compareTo(this.to) <= 0);
	}

	private static @Nullable Version version(String side, MigrationStatus status) {
		return switch (side) {
			case "", "base" -> null;
			case "head" -> status.head();
			case "current" -> status.current();
			default -> Version.parse(side);
		};
	}

}
