package dev.migrateboot;

import org.jspecify.annotations.Nullable;

/**
 * What a statement does to one relation, told from its words.
 *
 * @param name the relation as written, for {@link Loss.Kind#UNKNOWN} the statement
 * @param column the column that is lost as written, or {@code null}
 * @param loss what is lost, or {@code null} if nothing is
 * @param lock the mode of the lock, or {@code null} if there is none
 */
record Effect(String name, @Nullable String column, Loss.@Nullable Kind loss, @Nullable String lock) {

	static Effect lock(String name, String mode) {
		return new Effect(name, null, null, mode);
	}

	static Effect loss(String name, Loss.Kind loss, @Nullable String lock) {
		return new Effect(name, null, loss, lock);
	}

}
