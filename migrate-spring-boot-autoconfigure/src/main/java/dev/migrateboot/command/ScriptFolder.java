package dev.migrateboot.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder of the project at hand in which scripts are written.
 *
 * @param path the folder, which need not exist yet
 */
record ScriptFolder(Path path) {

	private static final Path RESOURCES = Path.of("src", "main", "resources");

	/**
	 * Return the folder of a location.
	 * @param location the location, beginning with {@code classpath:} or
	 * {@code filesystem:}
	 * @throws CommandException if the process does not run in the folder of a module
	 */
	static ScriptFolder of(String location) {
		if (location.startsWith("filesystem:")) {
			return new ScriptFolder(Path.of(location.substring("filesystem:".length())));
		}
		if (!Files.isDirectory(RESOURCES)) {
			throw new CommandException(
					"There is no folder %s in %s.".formatted(RESOURCES, Path.of("").toAbsolutePath()),
					"Run the command in the folder of the module whose scripts these are.");
		}
		return new ScriptFolder(RESOURCES.resolve(location.replaceFirst("^classpath\\*?:/*", "")));
	}

	/**
	 * Return the names of all scripts, those in subfolders included.
	 */
	List<String> names() throws IOException {
		if (!Files.isDirectory(this.path)) {
			return List.of();
		}
		try (Stream<Path> files = Files.walk(this.path)) {
			return files.map((file) -> String.valueOf(file.getFileName()))
				.filter((name) -> name.endsWith(".sql"))
				.toList();
		}
	}

}
