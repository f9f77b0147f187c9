package dev.migrateboot.command;

import dev.migrateboot.Target;
import dev.migrateboot.TargetException;

/**
 * Keeps targets such as {@code -1} from being taken for options.
 */
final class RelativeTarget {

	private static final String MINUS = "\u2212";

	private RelativeTarget() {
	}

	/**
	 * Return an argument as it is to be parsed: below zero with the sign of mathematics.
	 */
	static String protect(String argument) {
		return argument.matches("-\\d+") ? MINUS + argument.substring(1) : argument;
	}

	/**
	 * Return the target that a parsed argument means.
	 * @throws TargetException if it means none
	 */
	static Target parse(String argument) {
		return Target.parse(argument.replace(MINUS, "-"));
	}

}
