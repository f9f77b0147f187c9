package dev.migrateboot;

import org.jspecify.annotations.Nullable;

/**
 * A revision of this build: a version's pair of scripts, or a migration in code.
 *
 * @param version the version
 * @param description what the file name says of it, words separated by blanks
 * @param upgrade the script that applies it
 * @param downgrade the script that reverts it, or {@code null}
 */
public record Migration(Version version, String description, Script upgrade, @Nullable Script downgrade) {

}
