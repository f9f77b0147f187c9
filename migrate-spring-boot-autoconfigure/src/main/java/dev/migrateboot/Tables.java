package dev.migrateboot;

/**
 * The quoted and qualified names of the tables.
 *
 * @param schema the schema, not quoted
 * @param history the history table
 * @param journal the journal table
 * @param claim the claim table
 */
record Tables(String schema, String history, String journal, String claim) {

	static Tables of(String schema, String table) {
		String stem = table.endsWith("_history") ? table.substring(0, table.length() - "_history".length()) : table;
		String prefix = quote(schema) + ".";
		return new Tables(schema, prefix + quote(table), prefix + quote(stem + "_journal"),
				prefix + quote(stem + "_claim"));
	}

	static String quote(String identifier) {
		return '"' + identifier.replace("\"", "\"\"") + '"';
	}

}
