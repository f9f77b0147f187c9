/**
 * File archive of an observatory, the sample of migrate-spring-boot.
 */
@NullMarked
package dev.migrateboot.sample;

import org.jspecify.annotations.NullMarked;
