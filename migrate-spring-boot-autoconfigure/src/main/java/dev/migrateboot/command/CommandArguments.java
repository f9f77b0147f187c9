package dev.migrateboot.command;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The arguments of an application that is started as a command line. Those that set a
 * property, such as {@code --spring.profiles.active=test}, are left to the application.
 *
 * @param words what follows the word {@code migrate}
 */
record CommandArguments(List<String> words) {

	private static final Pattern PROPERTY = Pattern.compile("(?s)--[\\w-]+(\\[[^]=]*])?\\..*");

	/**
	 * Return the arguments of a command line, or {@code null} if the application is to be
	 * started as usual.
	 */
	static @Nullable CommandArguments of(String... arguments) {
		List<String> words = Stream.of(arguments).filter((word) -> !PROPERTY.matcher(word).matches()).toList();
		return (!words.isEmpty() && words.get(0).equals("migrate"))
				? new CommandArguments(words.subList(1, words.size())) : null;
	}

	/**
	 * Return whether everything is to be told: log lines as the application has them, and
	 * the stack trace of a failure. A history that is verbose tells more of itself only.
	 */
	boolean isVerbose() {
		return this.words.contains("--verbose") && !this.words.contains("history");
	}

}
