package dev.migrateboot.sql;

import java.io.IOException;
import java.io.Reader;
import java.util.List;

/**
 * A window on a script that grows as far as the scanner looks ahead and forgets what is
 * behind it. Values stand in it for placeholders; places are those of the text as
 * written.
 */
final class SourceText {

	private static final int CHUNK = 16 * 1024;

	private final Reader reader;

	private final Substitution substitution;

	private final Replacements replacements = new Replacements(List.of());

	private final StringBuilder window = new StringBuilder();

	private final char[] chunk = new char[CHUNK];

	private boolean exhausted;

	private Place place = new Place(1, 1);

	private int placed;

	private Place insertedPlace = this.place;

	private int insertedAt;

	int position;

	SourceText(Reader reader, Placeholders placeholders) {
		this.reader = reader;
		this.substitution = new Substitution(placeholders);
	}

	boolean has(int index) throws IOException {
		while (index >= this.window.length() && !this.exhausted) {
			int count = this.reader.read(this.chunk);
			this.exhausted = count < 0;
			this.substitution.pass(this.chunk, count, this.window, this.replacements);
			Replacement undefined = this.substitution.undefined();
			if (undefined != null) {
				throw new UndefinedPlaceholderException(undefined.original(), placeAt(undefined.offset()));
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
			int length = this.window.length();
			if (index >= 0 || !has(length)) {
				return index;
			}
			searched = Math.max(from, length - text.length());
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
	 * Return what was written between two indexes.
	 */
	String written(int from, int to) {
		return this.replacements.isEmpty() ? text(from, to) : this.replacements.written(this.window, from, to);
	}

	List<Replacement> replacements(int from, int to) {
		return this.replacements.within(from, to);
	}

	/**
	 * Return the placeholders that have been replaced, each once and as it is spelled.
	 */
	List<String> placeholders() {
		return this.substitution.found();
	}

	/**
	 * Return the place of an index that is not before any asked for earlier.
	 */
	Place placeAt(int index) {
		if (index < this.placed) {
			return advance(this.insertedPlace, this.insertedAt, index);
		}
		this.place = advance(this.place, this.placed, index);
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
			this.replacements.forget(this.position);
			this.placed -= this.position;
			this.insertedAt -= this.position;
			this.position = 0;
		}
	}

	/**
	 * Put text at the position that stands at another place of the script.
	 */
	void insert(String text, List<Replacement> replacements, Place place) {
		placeAt(this.position);
		this.window.insert(this.position, text);
		this.replacements.insert(this.position, text.length(), replacements);
		this.insertedPlace = place;
		this.insertedAt = this.position;
		this.placed = this.position + text.length();
	}

	private Place advance(Place place, int from, int to) {
		if (this.replacements.isEmpty()) {
			return place.advance(this.window, from, to);
		}
		String written = written(from, to);
		return place.advance(written, 0, written.length());
	}

}
