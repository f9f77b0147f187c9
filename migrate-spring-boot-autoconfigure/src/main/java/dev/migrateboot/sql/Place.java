package dev.migrateboot.sql;

/**
 * A place in a script.
 *
 * @param line the line, from 1
 * @param column the column in code points, from 1
 */
public record Place(int line, int column) {

	Place advance(CharSequence text, int from, int to) {
		int line = this.line;
		int column = this.column;
		for (int i = from; i < to; i++) {
			char c = text.charAt(i);
			if (c == '\n') {
				line++;
				column = 1;
			}
			else if (!Character.isLowSurrogate(c)) {
				column++;
			}
		}
		return new Place(line, column);
	}

	@Override
	public String toString() {
		return this.line + ":" + this.column;
	}

}
