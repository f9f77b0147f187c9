package dev.migrateboot.sql;

import java.io.IOException;
import java.io.Reader;

/**
 * A window on a script that grows as far as the scanner looks ahead and forgets what is
 * behind it.
 */
final class SourceText {

	private static final int CHUNK = 16 * 1024;

	private final Reader reader;

	private final StringBuilder window = new StringBuilder();

	private final char[] chunk = new char[CHUNK];

	private boolean exhausted;

	private Place place = new Place(1, 1);

	private int placed;

	private Place insertedPlace = this.place;

	private int insertedAt;

	int position;

	SourceText(Reader reader) {
		this.reader = reader;
	}

	boolean has(int index) throws IOException {
		while (index >= this.window.length() && !this.exhausted) {
			int count = this.reader.read(this.chunk);
			if (count < 0) {
				this.exhausted = true;
			}
			else {
				this.window.append(this.chunk, 0, count);
			}
		}
		return index < this.window.length();
	}

	char at(int index) throws IOException {
		return has(index) ? this.window.charAt(index) : '\0';
	}

	/**
	 * Return the index of a text at or after an index, or -1.
	 */
	int indexOf(String text, int from) throws IOException {
		int searched = from;
		for (;;) {
			int index = this.window.indexOf(text, searched);
			if (index >= 0 || !has(this.window.length())) {
				return index;
			}
			searched = Math.max(from, this.window.length() - CHUNK - text.length());
		}
	}

	int endOfLine(int from) throws IOException {
		int index = indexOf("\n", from);
		return (index >= 0) ? index : this.window.length();
	}

	String text(int from, int to) {
		return this.window.substring(from, to);
	}

	/**
	 * Return the place of an index that is not before any asked for earlier.
	 */
	Place placeAt(int index) {
		if (index < this.placed) {
			return this.insertedPlace.advance(this.window, this.insertedAt, index);
		}
		this.place = this.place.advance(this.window, this.placed, index);
		this.placed = index;
		return this.place;
	}

	/**
	 * Forget everything before the position.
	 */
	void forget() {
		if (this.position > CHUNK) {
			placeAt(this.position);
			this.window.delete(0, this.position);
			this.placed -= this.position;
			this.insertedAt -= this.position;
			this.position = 0;
		}
	}

	/**
	 * Put text at the position that stands at another place of the script.
	 */
	void insert(String text, Place place) {
		placeAt(this.position);
		this.window.insert(this.position, text);
		this.insertedPlace = place;
		this.insertedAt = this.position;
		this.placed = this.position + text.length();
	}

}
