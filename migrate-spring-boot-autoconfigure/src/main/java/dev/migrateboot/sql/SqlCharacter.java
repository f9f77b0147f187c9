package dev.migrateboot.sql;

/**
 * The classes of characters that {@code psqlscan.l} tells apart.
 */
final class SqlCharacter {

	private SqlCharacter() {
	}

	static boolean isSpace(char c) {
		return c == ' ' || (c >= '\t' && c <= '\r');
	}

	static boolean isWordStart(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
	}

	static boolean isWordPart(char c) {
		return isWordStart(c) || isDigit(c) || c == '$';
	}

	static boolean isDigit(char c) {
		return c >= '0' && c <= '9';
	}

}
