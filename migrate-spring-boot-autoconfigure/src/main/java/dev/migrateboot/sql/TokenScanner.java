package dev.migrateboot.sql;

import java.io.IOException;

/**
 * Cuts text into tokens by the rules of PostgreSQL's {@code psqlscan.l}.
 */
final class TokenScanner {

	private final SourceText source;

	private boolean backslashInStrings;

	private int end;

	TokenScanner(SourceText source) {
		this.source = source;
	}

	/**
	 * Tell whether a backslash escapes in ordinary strings, which is so after
	 * {@code SET standard_conforming_strings = off}.
	 */
	void setBackslashInStrings(boolean backslashInStrings) {
		this.backslashInStrings = backslashInStrings;
	}

	/**
	 * Scan the token that begins at an index; {@link #end()} is the index behind it.
	 */
	Token scan(int from) throws IOException {
		if (!this.source.has(from)) {
			this.end = from;
			return Token.END;
		}
		char c = this.source.at(from);
		char next = this.source.at(from + 1);
		if (SqlCharacter.isSpace(c)) {
			return spaces(from);
		}
		if (c == '-' && next == '-') {
			return ended(lineEnd(from), Token.LINE_COMMENT);
		}
		if (c == '/' && next == '*') {
			return ended(blockCommentEnd(from), Token.BLOCK_COMMENT);
		}
		return switch (c) {
			case '\'' -> ended(stringEnd(from, this.backslashInStrings), Token.STRING);
			case '"' -> ended(quotedNameEnd(from), Token.QUOTED_NAME);
			case '$' -> dollar(from);
			case ';' -> ended(from + 1, Token.SEMICOLON);
			case '(' -> ended(from + 1, Token.OPEN);
			case ')' -> ended(from + 1, Token.CLOSE);
			case '\\' -> ended(from + 1, Token.BACKSLASH);
			default -> word(from, c);
		};
	}

	int end() {
		return this.end;
	}

	private Token ended(int end, Token token) {
		this.end = end;
		return token;
	}

	private Token spaces(int from) throws IOException {
		int index = from;
		while (this.source.has(index) && SqlCharacter.isSpace(this.source.at(index))) {
			index++;
		}
		return ended(index, Token.SPACE);
	}

	private int lineEnd(int from) throws IOException {
		int index = from;
		while (this.source.has(index) && this.source.at(index) != '\n' && this.source.at(index) != '\r') {
			index++;
		}
		return index;
	}

	private int blockCommentEnd(int from) throws IOException {
		int depth = 0;
		for (int index = from; this.source.has(index); index++) {
			char c = this.source.at(index);
			if (c == '/' && this.source.at(index + 1) == '*') {
				depth++;
				index++;
			}
			else if (c == '*' && this.source.at(index + 1) == '/') {
				index++;
				if (--depth == 0) {
					return index + 1;
				}
			}
		}
		throw new SqlSyntaxException("a /* comment is not closed", this.source.placeAt(from));
	}

	private int quotedNameEnd(int from) throws IOException {
		int index = from + 1;
		for (;;) {
			int quote = this.source.indexOf("\"", index);
			if (quote < 0) {
				throw new SqlSyntaxException("a quoted name is not closed", this.source.placeAt(from));
			}
			if (this.source.at(quote + 1) != '"') {
				return quote + 1;
			}
			index = quote + 2;
		}
	}

	private int stringEnd(int quote, boolean backslash) throws IOException {
		int index = quote + 1;
		while (this.source.has(index)) {
			char c = this.source.at(index++);
			if (c == '\\' && backslash) {
				index++;
			}
			else if (c == '\'') {
				int continued = (this.source.at(index) == '\'') ? index : continuation(index);
				if (continued < 0) {
					return index;
				}
				index = continued + 1;
			}
		}
		throw new SqlSyntaxException("a quoted string is not closed", this.source.placeAt(quote));
	}

	/**
	 * Return the quote that continues a string after white space and line comments with a
	 * line break in them, or -1 (PostgreSQL manual, 4.1.2.1).
	 */
	private int continuation(int from) throws IOException {
		boolean newLine = false;
		int index = from;
		for (;;) {
			char c = this.source.at(index);
			if (SqlCharacter.isSpace(c)) {
				newLine |= c == '\n' || c == '\r';
				index++;
			}
			else if (c == '-' && this.source.at(index + 1) == '-') {
				index = lineEnd(index);
			}
			else {
				return (newLine && c == '\'') ? index : -1;
			}
		}
	}

	private Token dollar(int from) throws IOException {
		int index = from + 1;
		if (SqlCharacter.isWordStart(this.source.at(index))) {
			while (SqlCharacter.isWordPart(this.source.at(index)) && this.source.at(index) != '$') {
				index++;
			}
		}
		if (this.source.at(index) != '$') {
			int digits = digitsEnd(from + 1);
			return ended((digits > from + 1) ? wordEnd(digits) : digits, Token.OTHER);
		}
		String tag = this.source.text(from, index + 1);
		int close = this.source.indexOf(tag, index + 1);
		if (close < 0) {
			throw new SqlSyntaxException("the dollar-quoted string " + tag + " is not closed",
					this.source.placeAt(from));
		}
		return ended(close + tag.length(), Token.STRING);
	}

	private Token word(int from, char first) throws IOException {
		if (SqlCharacter.isDigit(first)) {
			return number(from);
		}
		if (!SqlCharacter.isWordStart(first)) {
			return ended(from + 1, Token.OTHER);
		}
		int index = from + 1;
		while (SqlCharacter.isWordPart(this.source.at(index))) {
			index++;
		}
		return (index > from + 1) ? ended(index, Token.WORD) : letter(index, Character.toLowerCase(first));
	}

	/**
	 * A single letter that may be the prefix of a literal:
	 * {@code E'', N'', B'', X'', U&''} or of a name: {@code U&""}.
	 */
	private Token letter(int index, char letter) throws IOException {
		int quote = (letter == 'u' && this.source.at(index) == '&') ? index + 1 : index;
		if (this.source.at(quote) == '"' && quote > index) {
			return ended(quotedNameEnd(quote), Token.QUOTED_NAME);
		}
		if (this.source.at(quote) != '\'') {
			return ended(index, Token.WORD);
		}
		return switch (letter) {
			case 'e' -> ended(stringEnd(quote, true), Token.STRING);
			case 'n' -> ended(stringEnd(quote, this.backslashInStrings), Token.STRING);
			case 'b', 'x' -> ended(stringEnd(quote, false), Token.STRING);
			default -> (quote > index) ? ended(stringEnd(quote, false), Token.STRING) : ended(index, Token.WORD);
		};
	}

	/**
	 * A number with the letters behind it, which the server refuses unless they are an
	 * exponent or the like.
	 */
	private Token number(int from) throws IOException {
		int index = digitsEnd(from);
		if (this.source.at(index) == '.' && this.source.at(index + 1) != '.') {
			index = digitsEnd(index + 1);
		}
		return ended(wordEnd(index), Token.OTHER);
	}

	private int digitsEnd(int from) throws IOException {
		int index = from;
		while (SqlCharacter.isDigit(this.source.at(index))) {
			index++;
		}
		return index;
	}

	private int wordEnd(int from) throws IOException {
		int index = from;
		if (SqlCharacter.isWordStart(this.source.at(index))) {
			while (SqlCharacter.isWordPart(this.source.at(index))) {
				index++;
			}
		}
		return index;
	}

}
