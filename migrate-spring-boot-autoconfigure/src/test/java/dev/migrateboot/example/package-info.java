/**
 * What the documentation shows, compiled.
 */
@NullMarked
package dev.migrateboot.example;

import org.jspecify.annotations.NullMarked;
