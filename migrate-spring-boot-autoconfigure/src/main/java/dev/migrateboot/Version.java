package dev.migrateboot;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The version of a migration: whole numbers separated by dots or underscores. Ordered and
 * compared as numbers, so that {@code 001} equals {@code 1}; printed as it was written.
 */
public final class Version implements Comparable<Version> {

	private static final Pattern GRAMMAR = Pattern.compile("\\d+(?:[._]\\d+)*");

	private final String text;

	private final List<BigInteger> parts;

	private Version(String text) {
		this.text = text;
		List<BigInteger> parts = new ArrayList<>();
		for (String part : text.split("[._]")) {
			parts.add(new BigInteger(part));
		}
		while (parts.size() > 1 && parts.get(parts.size() - 1).signum() == 0) {
			parts.remove(parts.size() - 1);
		}
		this.parts = List.copyOf(parts);
	}

	/**
	 * Parse a version.
	 * @param text the version, such as {@code 001} or {@code 1.2}
	 * @return the version
	 * @throws TargetException if the text is not a version
	 */
	public static Version parse(String text) {
		if (!isVersion(text)) {
			throw TargetException.unreadable(text);
		}
		return new Version(text);
	}

	static boolean isVersion(String text) {
		return GRAMMAR.matcher(text).matches();
	}

	@Override
	public int compareTo(Version other) {
		int common = Math.min(this.parts.size(), other.parts.size());
		for (int i = 0; i < common; i++) {
			int order = this.parts.get(i).compareTo(other.parts.get(i));
			if (order != 0) {
				return order;
			}
		}
		return Integer.compare(this.parts.size(), other.parts.size());
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Version version && this.parts.equals(version.parts);
	}

	@Override
	public int hashCode() {
		return this.parts.hashCode();
	}

	/**
	 * Return the version as it was written.
	 */
	@Override
	public String toString() {
		return this.text;
	}

}
