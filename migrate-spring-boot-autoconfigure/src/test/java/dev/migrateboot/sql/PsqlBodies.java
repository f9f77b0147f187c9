package dev.migrateboot.sql;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * The bodies of SQL routines as {@code psql} finds them: it counts each {@code BEGIN},
 * {@code CASE} and {@code END} in a {@code CREATE FUNCTION}, also where it is a name.
 */
final class PsqlBodies {

	private final StringBuilder head = new StringBuilder();

	private int depth;

	private PsqlBodies() {
	}

	/**
	 * Tell whether a text has a semicolon that ends a statement for {@code psql} alone or
	 * for {@link BodyTracker} alone.
	 */
	static boolean differ(String sql) {
		SourceText text = new SourceText(new StringReader(sql), Placeholders.NONE);
		TokenScanner scanner = new TokenScanner(text);
		PsqlBodies theirs = new PsqlBodies();
		BodyTracker ours = new BodyTracker();
		int parentheses = 0;
		int position = 0;
		try {
			for (Token token = scanner.scan(position); token != Token.END; token = scanner.scan(position)) {
				String word = text.text(position, scanner.end()).toUpperCase(Locale.ROOT);
				parentheses += (token == Token.OPEN) ? 1 : 0;
				parentheses -= (token == Token.CLOSE && parentheses > 0) ? 1 : 0;
				if (token == Token.SEMICOLON && parentheses == 0) {
					if (ours.isInside() != theirs.depth > 0) {
						return true;
					}
					if (!ours.isInside()) {
						ours.reset();
						theirs.head.setLength(0);
					}
				}
				if (token == Token.WORD) {
					theirs.word(word, parentheses);
				}
				if (!token.isBlank() && parentheses == 0) {
					ours.token(token, word);
				}
				position = scanner.end();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (SqlSyntaxException ex) {
			// What is broken is compared as far as it goes.
		}
		return ours.isInside() != theirs.depth > 0;
	}

	private void word(String word, int parentheses) {
		this.head.append(switch (word) {
			case "CREATE", "FUNCTION", "PROCEDURE", "OR", "REPLACE" -> word.charAt(0);
			default -> '-';
		});
		if (parentheses == 0 && this.head.toString().matches("C(OR)?[FP].*")) {
			switch (word) {
				case "BEGIN" -> this.depth++;
				case "CASE" -> this.depth += (this.depth > 0) ? 1 : 0;
				case "END" -> this.depth -= (this.depth > 0) ? 1 : 0;
				default -> {
				}
			}
		}
	}

}
