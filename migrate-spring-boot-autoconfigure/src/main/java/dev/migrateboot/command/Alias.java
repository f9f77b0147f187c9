package dev.migrateboot.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the commands are called in Alembic and in sqlalchemy-migrate, where they are the
 * same thing.
 */
enum Alias {

	HEADS("heads", "status --heads"),

	REVISION("revision", "new"),

	SCRIPT_SQL("script_sql", "new"),

	DB_VERSION("db_version", "current"),

	VERSION_CONTROL("version_control", "stamp");

	private final String name;

	private final String command;

	Alias(String name, String command) {
		this.name = name;
		this.command = command;
	}

	/**
	 * Return arguments with the command's own name in front.
	 */
	static List<String> resolve(List<String> words) {
		for (Alias alias : values()) {
			int first = first(words);
			if (first >= 0 && words.get(first).equals(alias.name)) {
				List<String> resolved = new ArrayList<>(words);
				resolved.remove(first);
				resolved.addAll(first, List.of(alias.command.split(" ")));
				return resolved;
			}
		}
		return words;
	}

	/**
	 * Return a line for the help.
	 */
	static String describe() {
		return Stream.of(values())
			.map((alias) -> "%s (%s)".formatted(alias.name, alias.command))
			.collect(Collectors.joining(", "));
	}

	private static int first(List<String> words) {
		for (int i = 0; i < words.size(); i++) {
			String word = words.get(i).toLowerCase(Locale.ROOT);
			if (!word.startsWith("-") && !word.equals("help")) {
				return i;
			}
		}
		return -1;
	}

}
