/**
 * PostgreSQL for a machine that has none: a real server, started with the application.
 */
@NullMarked
package dev.migrateboot.sample.embedded;

import org.jspecify.annotations.NullMarked;
