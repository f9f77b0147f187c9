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

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

/**
 * One SQL file, packaged or stored in the history. Its text is read each time it is asked
 * for and never kept.
 */
public final class Script {

	private final String name;

	private final String path;

	private final Resource resource;

	private final String hash;

	Script(String name, String path, Resource resource) {
		this.name = name;
		this.path = path;
		this.resource = resource;
		try {
			this.hash = ByteHash.of(resource);
		}
		catch (IOException ex) {
			throw unreadable(ex);
		}
	}

	static Script stored(String name, String text) {
		return new Script(name, name + " (stored in the history)",
				new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * Return the file name, with the folder below its location if it is in one.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return a hash of the bytes, the choice of line ends and a byte-order mark left out.
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
