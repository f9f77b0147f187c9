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
 */
public record SqlStatement(String sql, Place place, List<String> words, StatementKind kind) {

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
		int last = this.sql.codePointCount(0, this.sql.length());
		int index = this.sql.offsetByCodePoints(0, Math.min(Math.max(position - 1, 0), last));
		return this.place.advance(this.sql, 0, index);
	}

	/**
	 * Return the line of the script that holds a position, as far as it belongs to this
	 * statement.
	 * @param position the position in code points, from 1
	 * @return the line, without its end
	 */
	public String lineAt(int position) {
		int last = this.sql.codePointCount(0, this.sql.length());
		int index = this.sql.offsetByCodePoints(0, Math.min(Math.max(position - 1, 0), last));
		int start = this.sql.lastIndexOf('\n', index - 1) + 1;
		int end = this.sql.indexOf('\n', index);
		return this.sql.substring(start, (end < 0) ? this.sql.length() : end).stripTrailing();
	}

}
