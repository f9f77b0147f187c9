package dev.migrateboot;

import org.jspecify.annotations.Nullable;

/**
 * An applied upgrade script whose meaning is no longer what was applied.
 *
 * @param migration this build's migration
 * @param diff the difference between the stored and the packaged text, or what it is
 * about code; {@code null} if the stored text was too long to be kept
 */
record ChangedScript(Migration migration, @Nullable String diff) {

}
