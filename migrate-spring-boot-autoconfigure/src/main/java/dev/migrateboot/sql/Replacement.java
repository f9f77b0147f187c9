package dev.migrateboot.sql;

/**
 * A stretch of text that stands where a placeholder was written.
 *
 * @param offset where it begins in the text
 * @param length its length in characters, possibly 0
 * @param original the placeholder as it was written
 */
public record Replacement(int offset, int length, String original) {

	int end() {
		return this.offset + this.length;
	}

	Replacement moved(int by) {
		return new Replacement(this.offset + by, this.length, this.original);
	}

}
