package dev.migrateboot.sql;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a single statement into tokens.
 */
public final class SqlTokens {

	/**
	 * How many tokens are looked at; what tells a statement apart comes long before.
	 */
	private static final int MOST = 10_000;

	private SqlTokens() {
	}

	/**
	 * Return the tokens of a statement without white space and comments.
	 * @param sql the statement
	 * @return the tokens as they stand; an operator is one token for each of its
	 * characters. What is not closed ends the list
	 */
	public static List<String> of(String sql) {
		List<String> tokens = new ArrayList<>();
		TokenScanner scanner = new TokenScanner(new SourceText(new StringReader(sql), Placeholders.NONE));
		try {
			int index = 0;
			for (Token token = scanner.scan(0); token != Token.END
					&& tokens.size() < MOST; token = scanner.scan(index)) {
				if (!token.isBlank()) {
					tokens.add(sql.substring(index, scanner.end()));
				}
				index = scanner.end();
			}
		}
		catch (SqlSyntaxException ex) {
			return tokens;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return tokens;
	}

}
