package dev.migrateboot.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import dev.migrateboot.sample.Readme.Block;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Walks through what the page about ahead-of-time processing says of caches: trains one,
 * starts the application with it, and runs commands.
 */
@EnabledIf(value = "dev.migrateboot.sample.Shell#isUsable", disabledReason = Shell.NOT_USABLE)
class CachePageWalkTests {

	private static final String TRAINING = "This start only trains a cache (spring.context.exit=onRefresh): "
			+ "the database is left alone";

	/** A cache is of use only to a JVM with the options of the one that trained it. */
	private static final String OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

	@TempDir
	private Path directory;

	private String database;

	@BeforeEach
	void createDatabase() {
		this.database = TestDatabases.newDatabase();
	}

	@Test
	void aotCache() throws Exception {
		Optional<Jdk> jdk = Jdk.atLeast(25);
		assumeTrue(jdk.isPresent(), "No JDK 25 or later, which can train an AOT cache in one step, is installed here");
		try (UnusedServer server = new UnusedServer()) {
			walk("AOT cache", jdk.get(), System.getProperty("sample.jar"), server.url());
			server.assertUnused();
		}
		assertThat(this.directory.resolve("app/app.aot")).isNotEmptyFile();
	}

	@Test
	void classDataSharing() throws Exception {
		walk("Class data sharing", Jdk.current(), System.getProperty("sample.jar").replace(".jar", "-aot.jar"),
				this.database);
		assertThat(this.directory.resolve("app/app.jsa")).isNotEmptyFile();
	}

	private void walk(String section, Jdk jdk, String jar, String trainingDatabase) throws Exception {
		Files.copy(Path.of(jar), this.directory.resolve("app.jar"));
		Map<String, String> variables = new HashMap<>(
				Map.of("PATH", jdk.home().resolve("bin") + ":" + System.getenv("PATH"), "JAVA_TOOL_OPTIONS", OPTIONS));
		Path folder = this.directory;
		String answer = "";
		for (Block block : new Readme(Files.readString(Path.of("..", "docs", "aot.md"))).blocks(section)) {
			if (block.kind().equals("text")) {
				assertThat(answer).isEqualTo(block.text() + "\n");
				continue;
			}
			for (String command : block.text().replace("\\\n", "").split("\n")) {
				variables.put("SPRING_DATASOURCE_URL",
						command.contains("onRefresh") ? trainingDatabase : this.database);
				if (command.startsWith("cd ")) {
					folder = folder.resolve(command.substring(3));
				}
				else if (command.contains(" migrate ")) {
					answer = run(folder, command + " 2>/dev/null", variables);
				}
				else if (command.contains(" extract ")) {
					run(folder, command, variables);
				}
				else if (command.contains("onRefresh")) {
					assertThat(run(folder, command, variables)).contains(TRAINING);
					assertUntouched();
				}
				else {
					assertThat(run(folder, command + " migrate status --check || echo $?", variables))
						.endsWith("\n3\n");
					start(folder, command, variables);
				}
			}
		}
	}

	private String run(Path folder, String command, Map<String, String> variables) throws Exception {
		Shell shell = new Shell(this.directory);
		variables.forEach(shell::export);
		return shell.run("cd '%s'; %s".formatted(folder, command));
	}

	private void start(Path folder, String command, Map<String, String> variables)
			throws IOException, InterruptedException {
		try (SampleProcess sample = SampleProcess
			.launch(this.directory, "bash -c \"cd '%s'; exec %s\"".formatted(folder, command), variables)
			.ready()) {
			assertThat(sample.lines()).contains("INFO dev.migrateboot.Migrations Upgrading from base to 008: 8 steps");
			assertThat(ArchiveClient.operator(sample.port(), sample.password()).get("/actuator/migrations").body())
				.contains("\"current\":\"008\"", "\"state\":\"up-to-date\"");
		}
	}

	private void assertUntouched() throws Exception {
		try (Connection connection = DriverManager.getConnection(this.database);
				ResultSet tables = connection.getMetaData().getTables(null, null, null, new String[] { "TABLE" })) {
			assertThat(tables.next()).isFalse();
		}
	}

}
