package dev.migrateboot.sql;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How a statement behaves towards transactions, told from its words alone. The server has
 * the last word: it answers SQLSTATE 25001 where it refuses a statement inside a
 * transaction block.
 */
public enum StatementKind {

	/**
	 * Runs inside a transaction.
	 */
	ORDINARY,

	/**
	 * Refused by the server inside a transaction block.
	 */
	NON_TRANSACTIONAL,

	/**
	 * Begins or ends a transaction itself.
	 */
	TRANSACTION_CONTROL,

	/**
	 * {@code COPY … FROM STDIN}, its data follow in the script.
	 */
	COPY_FROM_STDIN,

	/**
	 * {@code COPY … TO STDOUT}, answered with data that no script can use.
	 */
	COPY_TO_STDOUT;

	private static final Set<String> STREAMS = Set.of("STDIN", "STDOUT");

	private static final Set<String> OUTSIDE = Set.of("DATABASE", "TABLESPACE");

	static StatementKind of(List<String> words, String sql) {
		return switch (word(words, 0)) {
			case "BEGIN", "START", "END", "ABORT" -> TRANSACTION_CONTROL;
			case "PREPARE" -> word(words, 1).equals("TRANSACTION") ? TRANSACTION_CONTROL : ORDINARY;
			case "COMMIT" -> word(words, 1).equals("PREPARED") ? NON_TRANSACTIONAL : TRANSACTION_CONTROL;
			case "ROLLBACK" -> rollback(words);
			case "COPY" -> copy(words);
			default -> outside(words, sql) ? NON_TRANSACTIONAL : ORDINARY;
		};
	}

	private static StatementKind rollback(List<String> words) {
		if (word(words, 1).equals("PREPARED")) {
			return NON_TRANSACTIONAL;
		}
		return words.contains("TO") ? ORDINARY : TRANSACTION_CONTROL;
	}

	/**
	 * The server takes {@code STDIN} and {@code STDOUT} for the same.
	 */
	private static StatementKind copy(List<String> words) {
		if (STREAMS.contains(wordBehind(words, "FROM"))) {
			return COPY_FROM_STDIN;
		}
		return STREAMS.contains(wordBehind(words, "TO")) ? COPY_TO_STDOUT : ORDINARY;
	}

	private static boolean outside(List<String> words, String sql) {
		String second = word(words, 1);
		return switch (word(words, 0)) {
			case "VACUUM" -> true;
			case "CLUSTER" -> words.size() == 1 || (words.size() == 2 && second.equals("VERBOSE"));
			case "DISCARD" -> second.equals("ALL");
			case "CREATE" -> OUTSIDE.contains(second) || concurrentIndex(words, second.equals("UNIQUE") ? 2 : 1)
					|| (second.equals("SUBSCRIPTION") && createsSlot(sql));
			case "DROP" -> OUTSIDE.contains(second) || second.equals("SUBSCRIPTION") || concurrentIndex(words, 1);
			case "REINDEX" -> words.contains("CONCURRENTLY") || words.contains("DATABASE") || words.contains("SYSTEM")
					|| words.contains("SCHEMA");
			case "ALTER" -> alterOutside(words, second);
			default -> false;
		};
	}

	private static boolean alterOutside(List<String> words, String second) {
		return switch (second) {
			case "SYSTEM" -> true;
			case "DATABASE" -> words.contains("TABLESPACE");
			case "TABLE" -> words.contains("DETACH") && words.get(words.size() - 1).equals("CONCURRENTLY");
			case "SUBSCRIPTION" -> words.contains("REFRESH") || words.contains("PUBLICATION");
			default -> false;
		};
	}

	private static boolean concurrentIndex(List<String> words, int index) {
		return word(words, index).equals("INDEX") && word(words, index + 1).equals("CONCURRENTLY");
	}

	private static boolean createsSlot(String sql) {
		String options = sql.replaceAll("\\s", "").toLowerCase(Locale.ROOT);
		return !options.matches("(?s).*(connect|create_slot)=(false|off|0).*");
	}

	private static String wordBehind(List<String> words, String word) {
		int index = words.indexOf(word);
		return (index > 0) ? word(words, index + 1) : "";
	}

	private static String word(List<String> words, int index) {
		return (index < words.size()) ? words.get(index) : "";
	}

}
