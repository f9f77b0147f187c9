/**
 * The endpoint {@code migrations}: what operations read and change over HTTP.
 */
@NullMarked
package dev.migrateboot.actuate;

import org.jspecify.annotations.NullMarked;
