package dev.migrateboot;

import java.time.OffsetDateTime;

import org.jspecify.annotations.Nullable;

/**
 * A row of the journal.
 *
 * @param id its id; later rows have higher ones
 * @param at when it was written
 * @param action {@code upgrade}, {@code downgrade}, {@code stamp}, {@code repair} or
 * {@code hold}
 * @param version the version, absent for a repeatable script
 * @param script the script, absent where none is meant
 * @param outcome {@code applied}, {@code reverted}, {@code failed}, {@code stamped},
 * {@code removed}, {@code held}, {@code ended} or what a repair has decided
 * @param source where the text came from, absent where none ran
 * @param actor who asked for it
 * @param reason why, absent if nobody said
 * @param instance the instance that did it
 * @param build its build, absent if it has no name
 * @param plan the id of the plan that was executed, absent without one
 * @param durationMs how long it took, in milliseconds, absent if nothing was run
 * @param message the failure, absent without one
 */
public record JournalEntry(long id, OffsetDateTime at, String action, @Nullable Version version,
		@Nullable String script, String outcome, @Nullable String source, String actor, @Nullable String reason,
		String instance, @Nullable String build, @Nullable String plan, @Nullable Long durationMs,
		@Nullable String message) {

}
