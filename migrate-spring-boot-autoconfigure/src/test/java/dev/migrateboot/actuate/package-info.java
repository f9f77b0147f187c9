/**
 * Tests of the endpoint.
 */
@NullMarked
package dev.migrateboot.actuate;

import org.jspecify.annotations.NullMarked;
