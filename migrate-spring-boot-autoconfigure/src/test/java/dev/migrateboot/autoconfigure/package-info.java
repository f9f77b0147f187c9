/**
 * Tests of the auto-configuration.
 */
@NullMarked
package dev.migrateboot.autoconfigure;

import org.jspecify.annotations.NullMarked;
