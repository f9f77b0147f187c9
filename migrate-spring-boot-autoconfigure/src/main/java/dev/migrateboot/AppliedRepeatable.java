package dev.migrateboot;

import java.time.OffsetDateTime;

import org.jspecify.annotations.Nullable;

/**
 * A row of the history: a repeatable script as it ran last.
 *
 * @param description what the script's name said of it
 * @param hash the hash of its text with values
 * @param appliedAt when it was run or recorded
 * @param appliedBy who ran or recorded it
 * @param durationMs how long it took, in milliseconds, or {@code null} if nothing was run
 */
record AppliedRepeatable(String description, String hash, OffsetDateTime appliedAt, String appliedBy,
		@Nullable Long durationMs) {

}
