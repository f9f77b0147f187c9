package dev.migrateboot;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import org.jspecify.annotations.Nullable;

/**
 * Texts of upgrade scripts as they are kept in the history.
 */
final class CompressedText {

	private static final int LIMIT = 1024 * 1024;

	private CompressedText() {
	}

	/**
	 * Return the compressed bytes of a script, or {@code null} above one mebibyte and for
	 * code.
	 */
	static byte @Nullable [] of(Script script) {
		if (script.isCode()) {
			return null;
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (InputStream input = script.resource().getInputStream();
				GZIPOutputStream output = new GZIPOutputStream(bytes)) {
			byte[] chunk = new byte[64 * 1024];
			int count = input.read(chunk);
			while (count > 0 && bytes.size() <= LIMIT) {
				output.write(chunk, 0, count);
				count = input.read(chunk);
			}
		}
		catch (IOException ex) {
			throw script.unreadable(ex);
		}
		return (bytes.size() <= LIMIT) ? bytes.toByteArray() : null;
	}

	/**
	 * Return the text without its byte-order mark.
	 */
	static String expand(byte[] bytes) {
		try (InputStream input = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
			String text = new String(input.readAllBytes(), StandardCharsets.UTF_8);
			return text.startsWith("\uFEFF") ? text.substring(1) : text;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
