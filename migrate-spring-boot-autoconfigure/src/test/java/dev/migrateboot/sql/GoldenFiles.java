package dev.migrateboot.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Scripts under {@code src/test/resources/sql}, and beside each what is expected of it.
 */
final class GoldenFiles {

	private static final Path ROOT = Path.of("src/test/resources/sql");

	private GoldenFiles() {
	}

	/**
	 * Return the names of all cases in a folder.
	 */
	static List<String> cases(String folder) {
		try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> name.endsWith(".sql"))
				.map((name) -> name.substring(0, name.length() - 4))
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static String read(String folder, String file) {
		try {
			return Files.readString(ROOT.resolve(folder).resolve(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
