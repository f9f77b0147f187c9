package dev.migrateboot.sql;

/**
 * Tells whether a statement stands inside the {@code BEGIN ATOMIC … END} of an SQL
 * routine's body. As in {@code psqlscan.l} the statement begins with
 * {@code CREATE [OR REPLACE] FUNCTION|PROCEDURE}, and {@code CASE} ends with {@code END}
 * too. Unlike there a {@code BEGIN}, {@code CASE} or {@code END} that is the name of a
 * column or of a routine does not count, which the server agrees with.
 */
final class BodyTracker {

	private final StringBuilder head = new StringBuilder(4);

	private String previous = "";

	private int depth;

	/**
	 * Take a token that stands outside of parentheses.
	 * @param text its text, a word in upper case
	 */
	void token(Token token, String text) {
		if (token == Token.WORD && this.head.length() < 4) {
			this.head.append(switch (text) {
				case "CREATE", "FUNCTION", "PROCEDURE", "OR", "REPLACE" -> text.charAt(0);
				default -> '-';
			});
		}
		if (isRoutine()) {
			switch (text) {
				case "ATOMIC" -> this.depth += (this.depth == 0 && this.previous.equals("BEGIN")) ? 1 : 0;
				case "CASE" -> this.depth += (this.depth > 0 && !isName()) ? 1 : 0;
				case "END" -> this.depth -= isClosing() ? 1 : 0;
				default -> {
				}
			}
		}
		this.previous = text;
	}

	boolean isInside() {
		return this.depth > 0;
	}

	void reset() {
		this.head.setLength(0);
		this.previous = "";
		this.depth = 0;
	}

	private boolean isRoutine() {
		String start = this.head.toString();
		return start.startsWith("CF") || start.startsWith("CP") || start.startsWith("CORF") || start.startsWith("CORP");
	}

	private boolean isName() {
		return this.previous.equals("AS") || this.previous.equals(".");
	}

	private boolean isClosing() {
		return (this.depth == 1) ? this.previous.equals(";") || this.previous.equals("ATOMIC")
				: this.depth > 1 && !isName();
	}

}
