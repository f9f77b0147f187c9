package dev.migrateboot.command;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a terminal shows of a process: lines that are written over where the process
 * returns to their beginning.
 */
final class Screen {

	private static final String ERASE_TO_END = "\u001B[K";

	private final Process process;

	private final Reader reader;

	private final List<String> lines = new ArrayList<>();

	private final List<String> drawn = new ArrayList<>();

	private final StringBuilder line = new StringBuilder();

	private final StringBuilder escape = new StringBuilder();

	private int column;

	/**
	 * Look at a process, which is ended if it lasts too long.
	 */
	Screen(Process process) {
		this.process = process;
		this.reader = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8);
		CompletableFuture.delayedExecutor(2, TimeUnit.MINUTES).execute(process::destroyForcibly);
	}

	/**
	 * Look until the last line matches.
	 */
	void waitFor(String regex) throws IOException {
		Predicate<String> expected = Pattern.compile(regex).asPredicate();
		while (!expected.test(this.line.toString())) {
			if (!next()) {
				throw new IllegalStateException("Ended before '%s': %s %s".formatted(regex, this.lines, this.line));
			}
		}
	}

	/**
	 * Look until the process ends.
	 * @return the lines that are left
	 */
	List<String> lines() throws IOException, InterruptedException {
		while (next()) {
			// Everything is to be shown.
		}
		this.process.waitFor();
		List<String> left = new ArrayList<>(this.lines);
		if (!this.line.isEmpty()) {
			left.add(this.line.toString());
		}
		return left;
	}

	/**
	 * Return what has been shown and written over.
	 */
	List<String> drawn() {
		return this.drawn;
	}

	private boolean next() throws IOException {
		int next = this.reader.read();
		if (next < 0) {
			return false;
		}
		char character = (char) next;
		if (character == '\u001B' || !this.escape.isEmpty()) {
			this.escape.append(character);
			if (this.escape.toString().equals(ERASE_TO_END)) {
				this.drawn.add(this.line.substring(this.column));
				this.line.setLength(this.column);
				this.escape.setLength(0);
			}
		}
		else if (character == '\n') {
			this.lines.add(this.line.toString());
			this.line.setLength(0);
			this.column = 0;
		}
		else if (character == '\r') {
			this.column = 0;
		}
		else {
			this.line.replace(this.column, Math.min(this.column + 1, this.line.length()), String.valueOf(character));
			this.column++;
		}
		return true;
	}

}
