/**
 * Tests of the archive's entities.
 */
@NullMarked
package dev.migrateboot.sample.archive;

import org.jspecify.annotations.NullMarked;
