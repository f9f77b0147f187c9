package dev.migrateboot.sql;

import java.io.IOException;
import java.io.Reader;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * What stands for the placeholders of a script. A placeholder is the prefix, a name on
 * the same line and a closing brace; names are found whatever their case.
 *
 * @param prefix what every placeholder begins with
 * @param values the values by name; of two names that differ in case the first counts
 * @param strict whether a placeholder without a value is an error; else it stays as it is
 */
public record Placeholders(String prefix, Map<String, String> values, boolean strict) {

	/**
	 * Nothing is a placeholder.
	 */
	public static final Placeholders NONE = new Placeholders("${", Map.of(), false);

	/**
	 * Copy the values.
	 */
	public Placeholders {
		SortedMap<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		values.forEach(copy::putIfAbsent);
		values = Collections.unmodifiableSortedMap(copy);
	}

	/**
	 * Return the value of a name.
	 * @param name the name without prefix and brace
	 * @return the value, or {@code null} if it has none
	 */
	public @Nullable String value(String name) {
		return this.values.get(name);
	}

	/**
	 * Return the placeholders in a text that have a value.
	 * @param text the text; it is read to its end and not closed
	 * @return each of them once, as it is spelled, in the order of the text
	 * @throws IOException if the text cannot be read
	 */
	public List<String> in(Reader text) throws IOException {
		Substitution substitution = new Substitution(this);
		if (isActive()) {
			StringBuilder window = new StringBuilder();
			char[] chunk = new char[16 * 1024];
			int count;
			do {
				count = text.read(chunk);
				window.setLength(0);
				substitution.pass(chunk, count, window, new Replacements(List.of()));
			}
			while (count >= 0);
		}
		return substitution.found();
	}

	/**
	 * Return a text with values.
	 * @param text the text as written
	 * @return the text with every placeholder replaced that has a value
	 */
	public String replace(String text) {
		StringBuilder target = new StringBuilder();
		Substitution substitution = new Substitution(this);
		Replacements replacements = new Replacements(List.of());
		substitution.pass(text.toCharArray(), text.length(), target, replacements);
		substitution.pass(new char[0], -1, target, replacements);
		return target.toString();
	}

	boolean isActive() {
		return this.strict || !this.values.isEmpty();
	}

}
