/**
 * Migration sets that were written for other tools and by other people.
 */
@NullMarked
package dev.migrateboot.corpora;

import org.jspecify.annotations.NullMarked;
