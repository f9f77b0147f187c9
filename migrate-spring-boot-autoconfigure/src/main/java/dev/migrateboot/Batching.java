package dev.migrateboot;

import java.util.List;

import dev.migrateboot.sql.SqlStatement;

/**
 * How a statement can travel with others.
 */
enum Batching {

	TOGETHER, CURSOR, ALONE;

	/**
	 * A statement is taken for a query without side effects on its form (INTO) only if
	 * its words are known to the end.
	 */
	static Batching of(SqlStatement statement) {
		List<String> words = statement.words();
		if (words.isEmpty() || statement.sql().startsWith("(")) {
			return ALONE;
		}
		return switch (words.get(0)) {
			case "SELECT", "VALUES" ->
				(words.size() < SqlStatement.MOST_WORDS && !words.contains("INTO")) ? CURSOR : ALONE;
			case "WITH", "TABLE", "EXECUTE" -> ALONE;
			default -> TOGETHER;
		};
	}

}
