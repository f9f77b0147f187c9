/**
 * What only Spring Boot 3.5 has under these names.
 */
@NullMarked
package dev.migrateboot.boot35;

import org.jspecify.annotations.NullMarked;
