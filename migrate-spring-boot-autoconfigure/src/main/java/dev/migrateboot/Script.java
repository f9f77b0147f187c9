package dev.migrateboot;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One SQL file, packaged or stored in the history, or one direction of a migration in
 * code. Its text is read each time it is asked for and never kept.
 */
public final class Script {

	private final String name;

	private final String path;

	private final Resource resource;

	private final String hash;

	private final @Nullable Consumer<JdbcClient> code;

	Script(String name, String path, Resource resource) {
		this.name = name;
		this.path = path;
		this.resource = resource;
		this.code = null;
		try {
			this.hash = ByteHash.of(resource);
		}
		catch (IOException ex) {
			throw unreadable(ex);
		}
	}

	private Script(String name, Resource resource, String hash, Consumer<JdbcClient> code) {
		this.name = name;
		this.path = name;
		this.resource = resource;
		this.hash = hash;
		this.code = code;
	}

	/**
	 * Return what stands for one direction of a migration in code. Its text is a comment,
	 * its hashes come from the checksum that the author has declared.
	 */
	static Script code(Class<?> type, String checksum, Consumer<JdbcClient> code) {
		String text = "-- class %s, a migration in code\n".formatted(type.getName());
		return new Script(type.getName(), new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)),
				ByteHash.of("code " + checksum), code);
	}

	static Script stored(String name, String text) {
		return new Script(name, name + " (stored in the history)",
				new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * Return the file name, with the folder below its location if it is in one, or the
	 * name of the class of a migration in code.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return a hash of the bytes, the choice of line ends and a byte-order mark left out,
	 * or of the declared checksum of a migration in code.
	 * @return a SHA-256 in hexadecimal digits
	 */
	public String hash() {
		return this.hash;
	}

	/**
	 * Open the text.
	 * @return a reader to be closed by the caller; it fails on bytes that are not UTF-8
	 * @throws IOException if the file cannot be opened
	 */
	Reader open() throws IOException {
		PushbackInputStream bytes = new PushbackInputStream(new BufferedInputStream(this.resource.getInputStream()), 3);
		byte[] mark = bytes.readNBytes(3);
		if (mark.length < 3 || mark[0] != (byte) 0xEF || mark[1] != (byte) 0xBB || mark[2] != (byte) 0xBF) {
			bytes.unread(mark);
		}
		return new InputStreamReader(bytes,
				StandardCharsets.UTF_8.newDecoder()
					.onMalformedInput(CodingErrorAction.REPORT)
					.onUnmappableCharacter(CodingErrorAction.REPORT));
	}

	/**
	 * Return the whole text.
	 * @throws ScriptException if it cannot be read
	 */
	String text() {
		try (Reader reader = open()) {
			StringWriter text = new StringWriter();
			reader.transferTo(text);
			return text.toString();
		}
		catch (IOException ex) {
			throw unreadable(ex);
		}
	}

	/**
	 * Return the length in bytes.
	 */
	long length() {
		try {
			return this.resource.contentLength();
		}
		catch (IOException ex) {
			throw unreadable(ex);
		}
	}

	/**
	 * Return what is run instead of the text, or {@code null} if the text is.
	 */
	@Nullable Consumer<JdbcClient> code() {
		return this.code;
	}

	/**
	 * Return whether this is code, which the history cannot keep.
	 */
	boolean isCode() {
		return this.code != null;
	}

	Resource resource() {
		return this.resource;
	}

	ScriptException unreadable(IOException cause) {
		if (cause instanceof CharacterCodingException) {
			return new ScriptException(this.path, "%s is not a UTF-8 text.".formatted(this),
					"Save the file in the encoding UTF-8.", cause);
		}
		return new ScriptException(this.path, "%s cannot be read: %s".formatted(this, cause),
				"Check that the file is complete and that this process may read it.", cause);
	}

	/**
	 * Return the path to show to people: the location and the name.
	 */
	@Override
	public String toString() {
		return this.path;
	}

}
