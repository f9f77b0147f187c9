package dev.migrateboot.sample.archive;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A file as clients see it.
 */
record FileView(long id, String fileName, String mediaType, long sizeBytes, FileStatus status, Instant receivedAt,
		@Nullable String observerNote) {

}
