package dev.migrateboot;

/**
 * A script of this build without a version, that runs again whenever it has changed.
 *
 * @param description what the file name says of it, words separated by blanks; there is
 * one script of a description
 * @param script the script
 */
public record Repeatable(String description, Script script) {

}
