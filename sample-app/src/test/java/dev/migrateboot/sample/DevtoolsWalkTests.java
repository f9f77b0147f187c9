package dev.migrateboot.sample;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.migrateboot.sample.MigrateProcess.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the application as an IDE does, from a folder of classes, with devtools.
 */
@EnabledIf(value = "dev.migrateboot.sample.Shell#isUsable", disabledReason = Shell.NOT_USABLE)
class DevtoolsWalkTests {

	private static final String MAIN = "dev.migrateboot.sample.ArchiveApplication";

	@TempDir
	private Path directory;

	private Path classes;

	private String classPath;

	@BeforeEach
	void unpack() throws Exception {
		this.classes = this.directory.resolve("classes");
		FileSystemUtils.copyRecursively(Path.of("target/classes"), this.classes);
		new Shell(this.directory).run("java -Djarmode=tools -jar '%s' extract --destination '%s'"
			.formatted(System.getProperty("sample.jar"), this.directory.resolve("app")));
		try (Stream<Path> libraries = Files.list(this.directory.resolve("app/lib"))) {
			this.classPath = Stream
				.concat(Stream.of(this.classes, Path.of("target/devtools/spring-boot-devtools.jar").toAbsolutePath()),
						libraries)
				.map(Path::toString)
				.collect(Collectors.joining(File.pathSeparator));
		}
	}

	@Test
	void restartReadsScriptsAnew() throws Exception {
		String command = "java -cp '%s' %s".formatted(this.classPath, MAIN)
				+ " --spring.devtools.restart.trigger-file=.restart --spring.devtools.restart.poll-interval=200ms"
				+ " --spring.devtools.restart.quiet-period=100ms";
		try (SampleProcess sample = SampleProcess
			.launch(this.directory, command, Map.of("SPRING_DATASOURCE_URL", TestDatabases.newDatabase()))
			.ready()) {
			write("009_first", "create table first (id int);", "drop table first;");
			restart();
			assertThat(statusBehind(sample, "Applied 009 first")).contains("\"current\":\"009\"", "\"head\":\"009\"");
			delete("009_first");
			write("010_second", "create table second (id int);", "drop table second;");
			restart();
			assertThat(statusBehind(sample, "Applied 010 second")).contains("\"current\":\"010\"",
					"\"version\":\"009\",\"description\":\"first\",\"script\":\"009_first_upgrade.sql\",\"state\":\"unknown\"");
		}
	}

	@Test
	void commandIsNotRestartedAndItsExitCodeReachesTheShell() throws Exception {
		MigrateProcess migrate = new MigrateProcess(this.directory, TestDatabases.newDatabase(),
				List.of("-cp", this.classPath, MAIN), List.of());
		Answer check = migrate.run("status", "--check");
		assertThat(check.out()).startsWith("current base, head 008, pending\n");
		assertThat(check.err()).contains("Restart disabled");
		assertThat(check.code()).as(check.err()).isEqualTo(3);
		Answer upgrade = migrate.run("upgrade", "001");
		assertThat(upgrade.out()).isEqualTo("applied 001\nThe database is at 001.\n");
		assertThat(upgrade.code()).as(upgrade.err()).isZero();
	}

	private void write(String name, String upgrade, String downgrade) throws Exception {
		Path scripts = this.classes.resolve("db/migration");
		Files.writeString(scripts.resolve(name + "_upgrade.sql"), upgrade);
		Files.writeString(scripts.resolve(name + "_downgrade.sql"), downgrade);
	}

	private void delete(String name) throws Exception {
		Path scripts = this.classes.resolve("db/migration");
		Files.delete(scripts.resolve(name + "_upgrade.sql"));
		Files.delete(scripts.resolve(name + "_downgrade.sql"));
	}

	private void restart() throws Exception {
		Files.writeString(this.classes.resolve(".restart"), String.valueOf(System.nanoTime()));
	}

	/**
	 * Return the answer of the endpoint of the start that has printed a line.
	 */
	private static String statusBehind(SampleProcess sample, String line) throws Exception {
		Pattern port = Pattern.compile("(?s)%s .*Tomcat started on port (\\d+) ".formatted(line));
		Pattern password = Pattern.compile("(?s)%s .*Operator password for this run: (\\S+)\\n".formatted(line));
		return ArchiveClient.operator(Integer.parseInt(sample.await(port)), sample.await(password))
			.get("/actuator/migrations")
			.body();
	}

}
