/**
 * Tests of the command line.
 */
@NullMarked
package dev.migrateboot.command;

import org.jspecify.annotations.NullMarked;
