package dev.migrateboot.sql;

/**
 * A line comment before the first statement of a script.
 *
 * @param text the comment with its two dashes
 * @param place where it begins
 */
public record HeaderComment(String text, Place place) {

}
