package dev.migrateboot.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder of scripts that a test writes.
 *
 * @param path the folder
 */
public record ScriptFolder(Path path) {

	/**
	 * Write a native pair.
	 * @param name version and description, such as {@code 001_create_users}
	 * @param upgrade the upgrade script
	 * @param downgrade the downgrade script
	 * @return this folder
	 */
	public ScriptFolder pair(String name, String upgrade, String downgrade) {
		return file(name + "_upgrade.sql", upgrade).file(name + "_downgrade.sql", downgrade);
	}

	/**
	 * Write a file.
	 * @param name its name, with folders below this one if need be
	 * @param text its text
	 * @return this folder
	 */
	public ScriptFolder file(String name, String text) {
		try {
			Path file = this.path.resolve(name);
			Files.createDirectories(file.getParent());
			Files.writeString(file, text);
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Delete a pair.
	 * @param name version and description
	 * @return this folder
	 */
	public ScriptFolder deletePair(String name) {
		try {
			Files.deleteIfExists(this.path.resolve(name + "_upgrade.sql"));
			Files.deleteIfExists(this.path.resolve(name + "_downgrade.sql"));
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Replace this folder by a fixed word in a text.
	 * @param text the text of a failure
	 * @return the text as it is on every machine
	 */
	public String anonymous(String text) {
		return text.replace(this.path.toString(), "FOLDER");
	}

	/**
	 * Return the folder as a location.
	 * @return the location
	 */
	public String location() {
		return "filesystem:" + this.path;
	}

}
