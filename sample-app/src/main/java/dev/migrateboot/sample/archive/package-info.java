/**
 * Observations and the files that belong to them: entities, repositories and REST API.
 */
@NullMarked
package dev.migrateboot.sample.archive;

import org.jspecify.annotations.NullMarked;
