/**
 * Tests of the engine.
 */
@NullMarked
package dev.migrateboot;

import org.jspecify.annotations.NullMarked;
