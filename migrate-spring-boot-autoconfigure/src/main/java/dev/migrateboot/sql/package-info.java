/**
 * Script text to statements, by the rules of PostgreSQL's own {@code psql}. Pure: no
 * JDBC, no Spring.
 */
@NullMarked
package dev.migrateboot.sql;

import org.jspecify.annotations.NullMarked;
