package dev.migrateboot.sql;

/**
 * Tells whether a statement stands inside the {@code BEGIN … END} of an SQL routine's
 * body, by the heuristic of {@code psqlscan.l}: the statement begins with
 * {@code CREATE [OR REPLACE] FUNCTION|PROCEDURE}, and {@code CASE} ends with {@code END}
 * too.
 */
final class BodyTracker {

	private final StringBuilder head = new StringBuilder(4);

	private int depth;

	/**
	 * Take a word that stands outside of parentheses.
	 */
	void word(String word) {
		if (this.head.length() < 4) {
			this.head.append(switch (word) {
				case "CREATE", "FUNCTION", "PROCEDURE", "OR", "REPLACE" -> word.charAt(0);
				default -> '-';
			});
		}
		if (isRoutine()) {
			switch (word) {
				case "BEGIN" -> this.depth++;
				case "CASE" -> this.depth += (this.depth > 0) ? 1 : 0;
				case "END" -> this.depth -= (this.depth > 0) ? 1 : 0;
				default -> {
				}
			}
		}
	}

	boolean isInside() {
		return this.depth > 0;
	}

	void reset() {
		this.head.setLength(0);
		this.depth = 0;
	}

	private boolean isRoutine() {
		String start = this.head.toString();
		return start.startsWith("CF") || start.startsWith("CP") || start.startsWith("CORF") || start.startsWith("CORP");
	}

}
