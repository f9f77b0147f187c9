package dev.migrateboot.sql;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;

/**
 * Hands out a few characters at a time, as a slow connection does, and counts them.
 */
final class ChunkReader extends FilterReader {

	private final int chunk;

	private long count;

	ChunkReader(String text, int chunk) {
		this(new StringReader(text), chunk);
	}

	ChunkReader(Reader text, int chunk) {
		super(text);
		this.chunk = chunk;
	}

	@Override
	public int read(char[] target, int start, int length) throws IOException {
		int read = super.read(target, start, Math.min(length, this.chunk));
		this.count += Math.max(read, 0);
		return read;
	}

	/**
	 * Return how many characters have been handed out.
	 */
	long count() {
		return this.count;
	}

}
