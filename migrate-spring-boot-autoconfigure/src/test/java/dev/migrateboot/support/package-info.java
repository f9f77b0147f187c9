/**
 * A real PostgreSQL server and what tests need around it.
 */
@NullMarked
package dev.migrateboot.support;

import org.jspecify.annotations.NullMarked;
