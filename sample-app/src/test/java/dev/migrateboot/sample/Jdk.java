package dev.migrateboot.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A JDK of this machine.
 *
 * @param home where it is
 * @param version its version, such as 25
 */
record Jdk(Path home, int version) {

	private static final Pattern VERSION = Pattern.compile("^JAVA_VERSION=\"(\\d+)", Pattern.MULTILINE);

	/**
	 * Return the JDK that runs the tests.
	 */
	static Jdk current() {
		return new Jdk(Path.of(System.getProperty("java.home")), Runtime.version().feature());
	}

	/**
	 * Return a JDK of at least a version: the one that runs the tests, the one that
	 * {@code JAVA_HOME} names, or one from where JDKs usually are.
	 */
	static Optional<Jdk> atLeast(int version) {
		List<Path> homes = new ArrayList<>();
		Stream.of(System.getProperty("java.home"), System.getenv("JAVA_HOME"))
			.filter((home) -> home != null)
			.map(Path::of)
			.forEach(homes::add);
		homes.addAll(folders(Path.of("/usr/lib/jvm")));
		homes.addAll(folders(Path.of(System.getProperty("user.home"), ".sdkman/candidates/java")));
		folders(Path.of("/Library/Java/JavaVirtualMachines")).forEach((jdk) -> homes.add(jdk.resolve("Contents/Home")));
		return homes.stream().flatMap(Jdk::at).filter((jdk) -> jdk.version() >= version).findFirst();
	}

	private static Stream<Jdk> at(Path home) {
		Path release = home.resolve("release");
		try {
			Matcher matcher = VERSION.matcher(Files.exists(release) ? Files.readString(release) : "");
			return matcher.find() ? Stream.of(new Jdk(home, Integer.parseInt(matcher.group(1)))) : Stream.empty();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<Path> folders(Path parent) {
		List<Path> folders = new ArrayList<>();
		if (Files.isDirectory(parent)) {
			try (DirectoryStream<Path> children = Files.newDirectoryStream(parent, Files::isDirectory)) {
				children.forEach(folders::add);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return folders;
	}

}
