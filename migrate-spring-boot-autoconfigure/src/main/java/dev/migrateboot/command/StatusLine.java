package dev.migrateboot.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Standard error with a last line that can be drawn again and again. Whatever else is
 * written takes its place, so that nothing of it is left between lines that stay.
 */
final class StatusLine extends OutputStream {

	private static final String ERASE = "\r\u001B[K";

	private static final int CHARACTER_DEVICE = 0020000;

	private static final int FILE_TYPE = 0170000;

	private static final int USUAL_WIDTH = 80;

	private final OutputStream stream;

	private final Charset charset;

	private boolean shown;

	private boolean withinLine;

	StatusLine(OutputStream stream, Charset charset) {
		this.stream = stream;
		this.charset = charset;
	}

	/**
	 * Return whether standard error seems to be a terminal on which lines can be drawn
	 * again. {@link #width()} knows for certain.
	 */
	static boolean isPossible() {
		String terminal = System.getenv("TERM");
		try {
			return terminal != null && !terminal.equals("dumb")
					&& Files.getAttribute(Path.of("/dev/fd/2"), "unix:mode") instanceof Integer mode
					&& (mode & FILE_TYPE) == CHARACTER_DEVICE;
		}
		catch (IOException | UnsupportedOperationException | IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * Return how many columns the terminal has on which standard error is shown, or 0 if
	 * there is none. Asks each time, as a window can change its size.
	 */
	static int width() {
		try {
			Process process = new ProcessBuilder("sh", "-c", "stty size <&2 2>/dev/null")
				.redirectError(ProcessBuilder.Redirect.INHERIT)
				.start();
			String size = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
			if (!size.matches("\\d+ \\d+")) {
				return 0;
			}
			int columns = Integer.parseInt(size.substring(size.indexOf(' ') + 1));
			return (columns > 0) ? columns : USUAL_WIDTH;
		}
		catch (IOException ex) {
			return 0;
		}
	}

	/**
	 * Show a line in the place of the one that was shown last, unless a line that stays
	 * has been begun.
	 * @param line printable characters, fewer than the terminal is wide
	 */
	synchronized void show(String line) {
		if (!this.withinLine) {
			send(ERASE + line);
			this.shown = true;
		}
	}

	/**
	 * Show no line any more.
	 */
	synchronized void erase() {
		if (this.shown) {
			send(ERASE);
			this.shown = false;
		}
	}

	@Override
	public void write(int value) throws IOException {
		write(new byte[] { (byte) value }, 0, 1);
	}

	@Override
	public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
		erase();
		this.stream.write(bytes, offset, length);
		if (length > 0) {
			this.withinLine = bytes[offset + length - 1] != '\n';
		}
	}

	@Override
	public synchronized void flush() throws IOException {
		this.stream.flush();
	}

	private void send(String text) {
		try {
			this.stream.write(text.getBytes(this.charset));
			this.stream.flush();
		}
		catch (IOException ex) {
			// A terminal that has gone away needs no line.
		}
	}

}
