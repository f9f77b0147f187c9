package dev.migrateboot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A place among the tokens of a statement.
 */
final class TokenCursor {

	private final List<String> tokens;

	private int index;

	TokenCursor(List<String> tokens) {
		this.tokens = tokens;
	}

	/**
	 * Take the next token, in upper case.
	 * @return the token, empty at the end
	 */
	String word() {
		String word = peek();
		this.index++;
		return word;
	}

	boolean isNext(String word) {
		return peek().equals(word);
	}

	/**
	 * Return whether a word is the second of the statement.
	 */
	boolean isSecond(String word) {
		return this.tokens.size() > 1 && word.equalsIgnoreCase(this.tokens.get(1));
	}

	/**
	 * Return whether a token is still to come.
	 */
	boolean has(String word) {
		return this.tokens.stream().skip(this.index).anyMatch(word::equalsIgnoreCase);
	}

	/**
	 * Skip whichever of some words come next.
	 * @return whether there was one
	 */
	boolean skip(String... words) {
		int before = this.index;
		while (Set.of(words).contains(peek())) {
			this.index++;
		}
		return this.index > before;
	}

	/**
	 * Skip to behind the next occurrence of a word.
	 */
	boolean skipPast(String word) {
		while (this.index < this.tokens.size()) {
			if (word().equals(word)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Skip to behind the next comma outside brackets.
	 */
	boolean skipPastComma() {
		int depth = 0;
		while (this.index < this.tokens.size()) {
			String token = word();
			depth += token.equals("(") ? 1 : token.equals(")") ? -1 : 0;
			if (depth == 0 && token.equals(",")) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Take the words up to another, in upper case.
	 */
	String until(String end) {
		List<String> words = new ArrayList<>();
		while (this.index < this.tokens.size() && !isNext(end)) {
			words.add(word());
		}
		return String.join(" ", words);
	}

	/**
	 * Take a name that may be qualified, as written.
	 * @return the name, empty at the end
	 */
	String name() {
		StringBuilder name = new StringBuilder();
		boolean dot = true;
		while (this.index < this.tokens.size() && (dot || this.tokens.get(this.index).equals("."))) {
			dot = !dot;
			name.append(this.tokens.get(this.index++));
		}
		return name.toString();
	}

	/**
	 * Take names between commas, without the {@code ONLY} and {@code *} that may be
	 * around them.
	 */
	List<String> names() {
		List<String> names = new ArrayList<>();
		do {
			skip("ONLY");
			names.add(name());
			skip("*");
		}
		while (skip(","));
		return names;
	}

	private String peek() {
		return (this.index < this.tokens.size()) ? this.tokens.get(this.index).toUpperCase(Locale.ROOT) : "";
	}

}
