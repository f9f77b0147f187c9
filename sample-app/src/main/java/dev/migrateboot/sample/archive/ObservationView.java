package dev.migrateboot.sample.archive;

import java.time.Instant;

/**
 * An observation as clients see it.
 */
record ObservationView(long id, String target, String instrument, Instant observedAt) {

}
