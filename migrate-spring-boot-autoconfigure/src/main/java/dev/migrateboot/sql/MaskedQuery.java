package dev.migrateboot.sql;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A query of somebody else as it may be shown: every literal is replaced by a question
 * mark, comments are left out, white space is one space.
 */
public final class MaskedQuery {

	private static final String UNKNOWN_REST = "?…";

	private MaskedQuery() {
	}

	/**
	 * Mask a query. Where its strings cannot be told from the rest, the rest is left out:
	 * the server cuts long queries off, and in another session a backslash may escape.
	 * @param query the query as the server shows it
	 * @return the text without any literal
	 */
	public static String of(String query) {
		StringBuilder masked = new StringBuilder();
		SourceText source = new SourceText(new StringReader(query), Placeholders.NONE);
		TokenScanner scanner = new TokenScanner(source);
		try {
			int from = 0;
			for (Token token = scanner.scan(from); token != Token.END; token = scanner.scan(from)) {
				String text = source.text(from, scanner.end());
				if (token == Token.STRING && hidesItsEnd(text)) {
					return masked.append(UNKNOWN_REST).toString();
				}
				append(masked, token, text);
				from = scanner.end();
			}
		}
		catch (SqlSyntaxException ex) {
			return masked.append(UNKNOWN_REST).toString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return masked.toString().strip();
	}

	private static void append(StringBuilder masked, Token token, String text) {
		if (token.isBlank()) {
			if (!masked.isEmpty() && masked.charAt(masked.length() - 1) != ' ') {
				masked.append(' ');
			}
		}
		else {
			boolean literal = token == Token.STRING || (token == Token.OTHER && Character.isDigit(text.charAt(0)));
			masked.append(literal ? "?" : text);
		}
	}

	private static boolean hidesItsEnd(String text) {
		return text.indexOf('\\') >= 0 && !List.of("E", "e", "$").contains(text.substring(0, 1));
	}

}
