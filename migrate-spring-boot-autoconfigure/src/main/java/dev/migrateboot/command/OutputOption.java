package dev.migrateboot.command;

import java.util.Locale;

import picocli.CommandLine.Option;

/**
 * The option of commands that print data.
 */
final class OutputOption {

	@Option(names = "--output", paramLabel = "text|json", description = "How to print the answer (${DEFAULT-VALUE}).",
			defaultValue = "text")
	private Format format = Format.TEXT;

	/**
	 * Print an answer.
	 * @param json what a program is told
	 * @param text what a person is told
	 */
	void print(Terminal terminal, Object json, Runnable text) {
		if (this.format == Format.JSON) {
			terminal.out().println(Json.write(json));
		}
		else {
			text.run();
		}
	}

	boolean isJson() {
		return this.format == Format.JSON;
	}

	/**
	 * How an answer is printed.
	 */
	enum Format {

		TEXT, JSON;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
