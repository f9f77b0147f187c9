package dev.migrateboot.sql;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Puts values in the place of placeholders while a text is read in chunks. What may still
 * become a placeholder is held back until the next chunk.
 */
final class Substitution {

	private static final int LONGEST_NAME = 250;

	private final Placeholders placeholders;

	private final Set<String> found = new LinkedHashSet<>();

	private final StringBuilder ahead = new StringBuilder();

	private @Nullable Replacement undefined;

	Substitution(Placeholders placeholders) {
		this.placeholders = placeholders;
	}

	/**
	 * Append a chunk to a text, with values.
	 * @param count how many characters the chunk has, or -1 at the end of the text
	 */
	void pass(char[] chunk, int count, StringBuilder target, Replacements replacements) {
		boolean last = count < 0;
		if (!this.placeholders.isActive()) {
			target.append(chunk, 0, last ? 0 : count);
			return;
		}
		this.ahead.append(chunk, 0, last ? 0 : count);
		int from = 0;
		int start = this.ahead.indexOf(this.placeholders.prefix());
		while (start >= 0) {
			int name = start + this.placeholders.prefix().length();
			int end = endOfName(name);
			if (end == this.ahead.length() && !last) {
				break;
			}
			target.append(this.ahead, from, start);
			boolean complete = end > name && end < this.ahead.length();
			from = complete ? end + 1 : start + 1;
			if (complete) {
				replace(this.ahead.substring(name, end), this.ahead.substring(start, from), target, replacements);
			}
			else {
				target.append(this.ahead.charAt(start));
			}
			start = this.ahead.indexOf(this.placeholders.prefix(), from);
		}
		int sure = last ? this.ahead.length()
				: (start >= 0) ? start : Math.max(from, this.ahead.length() - this.placeholders.prefix().length() + 1);
		target.append(this.ahead, from, sure);
		this.ahead.delete(0, sure);
	}

	/**
	 * Return the placeholders that have been replaced, each once and as it is spelled.
	 */
	List<String> found() {
		return List.copyOf(this.found);
	}

	/**
	 * Return the first placeholder that has no value though it needs one, or
	 * {@code null}.
	 */
	@Nullable Replacement undefined() {
		return this.undefined;
	}

	private void replace(String name, String original, StringBuilder target, Replacements replacements) {
		String value = this.placeholders.value(name);
		if (value != null) {
			this.found.add(original);
			replacements.add(new Replacement(target.length(), value.length(), original));
			target.append(value);
			return;
		}
		if (this.placeholders.strict() && this.undefined == null) {
			this.undefined = new Replacement(target.length(), original.length(), original);
		}
		target.append(original);
	}

	/**
	 * Return the index of the brace behind a name, the end of the text if that is not
	 * there yet, or -1 if this is no name.
	 */
	private int endOfName(int from) {
		String prefix = this.placeholders.prefix();
		for (int i = from; i < this.ahead.length(); i++) {
			char c = this.ahead.charAt(i);
			if (c == '}') {
				return i;
			}
			if (c == '\n' || c == '\r' || i - from >= LONGEST_NAME
					|| (c == prefix.charAt(0) && this.ahead.indexOf(prefix, i) == i)) {
				return -1;
			}
		}
		return this.ahead.length();
	}

}
