package dev.migrateboot.sample;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts the application that was processed ahead of time, with properties that only the
 * running application is told.
 */
@EnabledIf(value = "dev.migrateboot.sample.Shell#isUsable", disabledReason = Shell.NOT_USABLE)
class AotWalkTests {

	private static final String ENDPOINT = "/actuator/migrations";

	/** Nothing else of the application asks the database before it is used. */
	private static final String SWITCHED_OFF = "--migrate.enabled=false --spring.jpa.database=postgresql"
			+ " --spring.jpa.hibernate.ddl-auto=none"
			+ " --spring.jpa.properties.hibernate.boot.allow_jdbc_metadata_access=false";

	@TempDir
	private Path directory;

	@Test
	void startsAndEndpointDoWhatTheyDoOtherwise() throws Exception {
		String url = TestDatabases.newDatabase();
		try (SampleProcess sample = launch(url, "").ready()) {
			assertThat(migrationLines(sample)).hasSize(9)
				.startsWith("INFO dev.migrateboot.Migrations Upgrading from base to 008: 8 steps");
			assertThat(operator(sample).get(ENDPOINT).body()).contains("\"current\":\"008\"",
					"\"state\":\"up-to-date\"");
			assertThat(operator(sample).get(ENDPOINT + "/journal?limit=1").body()).contains("\"outcome\":\"applied\"");
			execute(sample, "-1");
			awaitReadiness(sample, 503);
		}
		try (SampleProcess held = launch(url, "--migrate.startup=validate")) {
			assertThat(held.ended()).contains("operator took the database back from 008 at ", "and 008 stays down.");
		}
		try (SampleProcess idle = launch(url, "--migrate.startup=none --spring.jpa.hibernate.ddl-auto=none").ready();
				SampleProcess waiting = launch(url, "--migrate.startup=wait")) {
			assertThat(operator(idle).get(ENDPOINT).body()).contains("\"current\":\"007\"", "\"state\":\"pending\"");
			assertThat(migrationLines(idle)).noneMatch((line) -> line.contains("pgrading"));
			waiting.await(Pattern.compile("Waiting for another process to apply \\W*(008)"));
			execute(idle, "head");
			awaitReadiness(waiting.ready(), 200);
		}
	}

	@Test
	void switchedOffItOpensNoConnection() throws Exception {
		try (UnusedServer server = new UnusedServer()) {
			try (SampleProcess sample = launch(server.url(), SWITCHED_OFF).ready()) {
				for (String target : List.of("", "/head", "/-1", "/journal")) {
					assertThat(operator(sample).get(ENDPOINT + target).statusCode()).as(target).isEqualTo(404);
				}
				assertThat(operator(sample).post(ENDPOINT + "/-1", "{}").statusCode()).isEqualTo(404);
				awaitReadiness(sample, 200);
			}
			server.assertUnused();
		}
	}

	@Test
	void switchedOffCommandSaysSo() throws Exception {
		assertThat(MigrateProcess.onNewDatabase(this.directory, "--migrate.enabled=false").aheadOfTime().run("current"))
			.isEqualTo(new MigrateProcess.Answer(1, "", """
					Migrations are switched off: migrate.enabled is false.
					Add --migrate.enabled=true to the command.
					"""));
	}

	private SampleProcess launch(String url, String arguments) throws IOException {
		String jar = System.getProperty("sample.jar").replace(".jar", "-aot.jar");
		String commands = new Readme(Files.readString(Path.of("..", "docs", "aot.md")))
			.blocks("Ahead-of-time processing")
			.get(0)
			.text();
		String command = commands.lines().findFirst().orElseThrow();
		return SampleProcess.launch(this.directory, command.replace("app.jar", "'" + jar + "'") + " " + arguments,
				Map.of("SPRING_DATASOURCE_URL", url, "SPRING_DATASOURCE_USERNAME", "postgres"));
	}

	private static List<String> migrationLines(SampleProcess sample) throws IOException {
		assertThat(sample.lines()).anyMatch((line) -> line.contains("Starting AOT-processed ArchiveApplication"));
		return sample.lines().stream().filter((line) -> line.contains(" dev.migrateboot.Migrations ")).toList();
	}

	private static void execute(SampleProcess sample, String target) throws Exception {
		String plan = operator(sample).get(ENDPOINT + "/" + target).body();
		String id = Pattern.compile("\"plan\":\"([0-9a-f]{64})\"")
			.matcher(plan)
			.results()
			.findFirst()
			.orElseThrow(() -> new AssertionError(plan))
			.group(1);
		HttpResponse<String> response = operator(sample).post(ENDPOINT + "/" + target,
				"{\"plan\":\"%s\",\"reason\":\"why not\"}".formatted(id));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
	}

	private static ArchiveClient operator(SampleProcess process) throws IOException, InterruptedException {
		return ArchiveClient.operator(process.port(), process.password());
	}

	private static void awaitReadiness(SampleProcess process, int status) throws Exception {
		Instant deadline = Instant.now().plus(Duration.ofMinutes(1));
		while (ArchiveClient.anonymous(process.port()).get("/actuator/health/readiness").statusCode() != status) {
			assertThat(Instant.now()).as(String.join("\n", process.lines())).isBefore(deadline);
			Thread.sleep(100);
		}
	}

}
