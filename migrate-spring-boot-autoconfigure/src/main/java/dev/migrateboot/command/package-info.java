/**
 * The command line: {@code java -jar app.jar migrate <command>}. Uses only names that
 * exist in Spring Boot 3.5 and 4.1 alike.
 */
@NullMarked
package dev.migrateboot.command;

import org.jspecify.annotations.NullMarked;
