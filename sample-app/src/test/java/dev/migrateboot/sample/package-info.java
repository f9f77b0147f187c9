/**
 * The end-to-end tests: the sample over HTTP, in test slices, and as the README walks
 * through it.
 */
@NullMarked
package dev.migrateboot.sample;

import org.jspecify.annotations.NullMarked;
