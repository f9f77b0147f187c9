package dev.migrateboot.sql;

import java.util.List;

/**
 * One statement of a script, as it is sent to the server.
 *
 * @param sql the text, without comments before it and without its semicolon
 * @param place where the text begins
 * @param words the first key words and names outside literals, in upper case; quoted
 * names as they stand
 * @param kind how the statement behaves towards transactions
 * @param replacements the values in the text that stand for placeholders
 */
public record SqlStatement(String sql, Place place, List<String> words, StatementKind kind,
		List<Replacement> replacements) {

	/**
	 * Copy the lists.
	 */
	public SqlStatement {
		words = List.copyOf(words);
		replacements = List.copyOf(replacements);
	}

	/**
	 * Return the text as it stands in the script, without the values of placeholders.
	 * @return the text to show to people
	 */
	public String written() {
		return written(this.sql.length());
	}

	/**
	 * How many words are kept.
	 */
	public static final int MOST_WORDS = 64;

	/**
	 * Return the place of a position that the server reported.
	 * @param position the position in code points, from 1, as in the server's error
	 * message; anything below 1 means the beginning
	 * @return the place in the script
	 */
	public Place locate(int position) {
		String before = written(index(position));
		return this.place.advance(before, 0, before.length());
	}

	/**
	 * Return the line of the script that holds a position, as far as it belongs to this
	 * statement.
	 * @param position the position in code points, from 1
	 * @return the line, without its end
	 */
	public String lineAt(int position) {
		String written = written();
		int index = written(index(position)).length();
		int start = written.lastIndexOf('\n', index - 1) + 1;
		int end = written.indexOf('\n', index);
		return written.substring(start, (end < 0) ? written.length() : end).stripTrailing();
	}

	private String written(int to) {
		return this.replacements.isEmpty() ? this.sql.substring(0, to)
				: new Replacements(this.replacements).written(this.sql, 0, to);
	}

	private int index(int position) {
		int last = this.sql.codePointCount(0, this.sql.length());
		return this.sql.offsetByCodePoints(0, Math.min(Math.max(position - 1, 0), last));
	}

}
