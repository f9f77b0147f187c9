package dev.migrateboot;

import java.util.Locale;

/**
 * Where the text of a script comes from.
 */
public enum Source {

	/**
	 * Stored in the history when the version was applied.
	 */
	HISTORY,

	/**
	 * Packaged with this build.
	 */
	PACKAGE;

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
