/**
 * What Spring Boot sees: properties, auto-configuration, startup and failure analysis.
 * Uses only names that exist in Spring Boot 3.5 and 4.1 alike.
 */
@NullMarked
package dev.migrateboot.autoconfigure;

import org.jspecify.annotations.NullMarked;
