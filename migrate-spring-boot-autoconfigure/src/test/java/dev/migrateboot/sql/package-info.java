/**
 * Tests of cutting scripts into statements.
 */
@NullMarked
package dev.migrateboot.sql;

import org.jspecify.annotations.NullMarked;
