package dev.migrateboot;

/**
 * A lock that a step takes on a relation, as far as its statements tell.
 *
 * @param object the name with its schema, as the catalog has it now, or as written if it
 * is not there
 * @param mode the mode in the words of the PostgreSQL manual, such as
 * {@code ACCESS EXCLUSIVE}
 */
public record RelationLock(String object, String mode) {

}
