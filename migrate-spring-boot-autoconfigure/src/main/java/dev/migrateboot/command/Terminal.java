package dev.migrateboot.command;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Where a command answers and asks.
 *
 * @param out takes the answer and nothing else
 * @param err takes failures and log lines
 * @param line the last line of {@code err}, which shows progress
 * @param console the terminal if a person sits at it, else {@code null}
 * @param coloured whether the answer may have colours
 */
record Terminal(PrintStream out, PrintStream err, StatusLine line, @Nullable Console console, boolean coloured) {

	/**
	 * Return what this process was started with, wherever {@link System#out} leads by
	 * now.
	 */
	static Terminal ofProcess() {
		// From JDK 22 on another one is the default, which is there without a terminal
		// too.
		System.setProperty("jdk.console", "java.base");
		Console console = System.console();
		Charset charset = (console != null) ? console.charset() : StandardCharsets.UTF_8;
		boolean coloured = console != null && !StringUtils.hasLength(System.getenv("NO_COLOR"))
				&& !"dumb".equals(System.getenv("TERM"));
		StatusLine line = new StatusLine(new FileOutputStream(FileDescriptor.err), charset);
		return new Terminal(new PrintStream(new FileOutputStream(FileDescriptor.out), true, charset),
				new PrintStream(line, true, charset), line, console, coloured);
	}

	/**
	 * Return whether answers and log lines are seen on one screen.
	 */
	boolean isOneScreen() {
		return this.console != null && StatusLine.isPossible();
	}

	/**
	 * Return a text in a colour, or as it is where there are none.
	 */
	String paint(Colour colour, String text) {
		return this.coloured ? "\u001B[" + colour.code + "m" + text + "\u001B[0m" : text;
	}

	/**
	 * The colours of states.
	 */
	enum Colour {

		RED(31), GREEN(32), YELLOW(33), NONE(0);

		private final int code;

		Colour(int code) {
			this.code = code;
		}

	}

}
