package dev.migrateboot.sql;

import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.Set;

/**
 * The data lines behind a {@code COPY … FROM STDIN}, up to the line {@code \.} or the end
 * of the script, read from the script as they are asked for. What follows the semicolon
 * on its own line comes after the data, as in {@code psql}.
 */
final class CopyData extends Reader {

	private static final Set<String> END = Set.of("\\.\n", "\\.\r\n", "\\.");

	private final SourceText source;

	private final MeaningDigest meaning;

	private final String restOfLine;

	private final List<Replacement> restReplacements;

	private final Place restPlace;

	private final Place place;

	private String line = "";

	private int offset;

	private boolean ended;

	CopyData(SourceText source, MeaningDigest meaning) throws IOException {
		this.source = source;
		this.meaning = meaning;
		int lineEnd = source.endOfLine(source.position);
		this.restOfLine = source.text(source.position, lineEnd);
		this.restReplacements = source.replacements(source.position, lineEnd);
		this.restPlace = source.placeAt(source.position);
		source.position = source.has(lineEnd) ? lineEnd + 1 : lineEnd;
		this.place = source.placeAt(source.position);
	}

	/**
	 * Return where the data begin.
	 */
	Place place() {
		return this.place;
	}

	@Override
	public int read(char[] target, int start, int length) throws IOException {
		int total = 0;
		while (total < length && (this.offset < this.line.length() || nextLine())) {
			int count = Math.min(length - total, this.line.length() - this.offset);
			this.line.getChars(this.offset, this.offset + count, target, start + total);
			this.offset += count;
			total += count;
		}
		return (total > 0 || length == 0) ? total : -1;
	}

	/**
	 * Skips what has not been read, so that the script goes on behind the data.
	 */
	@Override
	public void close() throws IOException {
		while (nextLine()) {
			this.offset = this.line.length();
		}
	}

	private boolean nextLine() throws IOException {
		if (this.ended) {
			return false;
		}
		this.source.forget();
		int start = this.source.position;
		int end = this.source.endOfLine(start);
		int next = this.source.has(end) ? end + 1 : end;
		this.line = this.source.text(start, next);
		this.offset = 0;
		this.source.position = next;
		if (this.line.isEmpty() || END.contains(this.line)) {
			this.ended = true;
			this.line = "";
			if (!this.restOfLine.isBlank()) {
				this.source.insert(this.restOfLine + "\n", this.restReplacements, this.restPlace);
			}
			return false;
		}
		this.meaning.token(this.source.written(start, next));
		return true;
	}

}
