/**
 * The API and, behind it, the engine: what is public is for applications, what is not
 * public is how it works. Depends on {@code spring-core}, {@code spring-jdbc} and the
 * PostgreSQL driver, never on Spring Boot.
 */
@NullMarked
package dev.migrateboot;

import org.jspecify.annotations.NullMarked;
