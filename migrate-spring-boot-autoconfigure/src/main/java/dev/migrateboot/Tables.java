package dev.migrateboot;

import java.util.List;

/**
 * The quoted and qualified names of the tables.
 *
 * @param schema the schema, not quoted
 * @param history the history table
 * @param journal the journal table
 * @param claim the claim table
 * @param hold the table of the hold
 */
record Tables(String schema, String history, String journal, String claim, String hold) {

	static Tables of(String schema, String table) {
		String stem = stem(table);
		String prefix = quote(schema) + ".";
		return new Tables(schema, prefix + quote(table), prefix + quote(stem + "_journal"),
				prefix + quote(stem + "_claim"), prefix + quote(stem + "_hold"));
	}

	/**
	 * Return the name of the table of the hold, for the search path to find.
	 */
	static String unqualifiedHold(String table) {
		return quote(stem(table) + "_hold");
	}

	private static String stem(String table) {
		return table.endsWith("_history") ? table.substring(0, table.length() - "_history".length()) : table;
	}

	/**
	 * Return the names of all tables.
	 */
	List<String> all() {
		return List.of(this.history, this.journal, this.claim, this.hold);
	}

	static String quote(String identifier) {
		return '"' + identifier.replace("\"", "\"\"") + '"';
	}

}
