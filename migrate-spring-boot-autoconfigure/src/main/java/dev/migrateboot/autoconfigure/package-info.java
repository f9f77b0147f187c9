/**
 * What Spring Boot sees: properties, auto-configuration, startup and failure analysis.
 * Uses only names that exist in Spring Boot 3.5 and 4.1 alike, but for the configurations
 * of health, of which each line has one.
 */
@NullMarked
package dev.migrateboot.autoconfigure;

import org.jspecify.annotations.NullMarked;
