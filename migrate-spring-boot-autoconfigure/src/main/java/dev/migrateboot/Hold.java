package dev.migrateboot;

import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A downgrade that stays down: a start does not apply the versions that it has reverted.
 * It ends when somebody upgrades past it on purpose, for a script that has changed, or at
 * the start of a build whose head is above the version that the downgrade started from.
 *
 * @param from the version that the database was taken back from
 * @param versions the reverted versions, ascending
 * @param by who took the database back last
 * @param reason why, or {@code null} if nobody said
 * @param since when
 */
public record Hold(Version from, List<Version> versions, String by, @Nullable String reason, OffsetDateTime since) {

	/**
	 * Copy the list.
	 */
	public Hold {
		versions = List.copyOf(versions);
	}

	/**
	 * Return the hold that rows tell together.
	 * @param rows the rows, in the order of their versions
	 * @return the hold, or {@code null} without rows
	 */
	static @Nullable Hold of(List<HeldVersion> rows) {
		HeldVersion last = rows.stream().max(Comparator.comparing(HeldVersion::since)).orElse(null);
		Version from = rows.stream().map(HeldVersion::from).max(Comparator.naturalOrder()).orElse(null);
		return (last == null || from == null) ? null : new Hold(from, rows.stream().map(HeldVersion::version).toList(),
				last.by(), last.reason(), last.since());
	}

	/**
	 * Return whether a build brings something newer than what was taken back.
	 * @param head the head of the build, or {@code null} without migrations
	 */
	boolean isBelow(@Nullable Version head) {
		return head != null && head.compareTo(this.from) > 0;
	}

	/**
	 * Tell who has taken the database back, and what stays down.
	 * @return one sentence
	 */
	public String describe() {
		return "%s took the database back from %s at %s%s, and %s %s down.".formatted(this.by, this.from, this.since,
				(this.reason != null) ? " (" + this.reason + ")" : "",
				String.join(", ", this.versions.stream().map(Version::toString).toList()),
				(this.versions.size() == 1) ? "stays" : "stay");
	}

}
