package dev.migrateboot;

import java.util.Locale;

/**
 * Which way a plan leads.
 */
public enum Direction {

	/**
	 * Applies pending versions in ascending order.
	 */
	UPGRADE,

	/**
	 * Reverts applied versions in reverse order of their application.
	 */
	DOWNGRADE,

	/**
	 * Nothing to do.
	 */
	NONE;

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
