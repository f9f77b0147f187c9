package dev.migrateboot.sample;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An incident from its beginning to the release that ends it, with processes of three
 * builds on one database and nothing but HTTP.
 */
@EnabledIf(value = "dev.migrateboot.sample.Shell#isUsable", disabledReason = Shell.NOT_USABLE)
class DowngradeWalkTests {

	private static final String ENDPOINT = "/actuator/migrations";

	private static final String READINESS = "/actuator/health/readiness";

	@TempDir
	private Path directory;

	private Map<String, String> variables;

	private String current;

	private String previous;

	@BeforeEach
	void createDatabase() {
		this.variables = new HashMap<>(
				Map.of("SPRING_DATASOURCE_URL", TestDatabases.newDatabase(), "SPRING_DATASOURCE_USERNAME", "postgres"));
		this.current = System.getProperty("sample.jar");
		this.previous = this.current.replace(".jar", "-previous.jar");
	}

	@Test
	void downgradeStaysDownUntilTheNextRelease() throws Exception {
		try (SampleProcess first = launch(this.current)) {
			first.ready();
			try (SampleProcess second = launch(this.current).ready();
					SampleProcess old = launch(this.previous).ready()) {
				assertThat(operator(first).get(ENDPOINT).body()).contains("\"current\":\"008\"",
						"\"state\":\"up-to-date\"");
				assertThat(operator(old).get(ENDPOINT).body()).contains("\"head\":\"007\"", "\"state\":\"ahead\"");
				for (SampleProcess process : new SampleProcess[] { first, second, old }) {
					awaitReadiness(process, 200);
				}
				takeBack(first);
				awaitReadiness(first, 503);
				awaitReadiness(second, 503);
				assertThat(readiness(old)).isEqualTo(200);
				assertThat(operator(second).get(ENDPOINT).body()).contains("\"state\":\"pending\"",
						"\"hold\":{\"from\":\"008\",\"by\":\"operator\",\"reason\":\"008 is too slow\"");
				assertThat(operator(second).get(ENDPOINT + "/journal").body())
					.contains("\"outcome\":\"reverted\",\"source\":\"history\",\"actor\":\"operator\"");
			}
		}
		restartsStayDown();
		laterReleaseUpgradesAgain();
	}

	private void takeBack(SampleProcess process) throws Exception {
		String plan = operator(process).get(ENDPOINT + "/-1").body();
		assertThat(plan).contains("\"allowed\":true", "\"after\":\"refuse-traffic\"",
				"\"loses\":[{\"object\":\"public.archive_files.observer_note\",\"kind\":\"column\"");
		String id = Pattern.compile("\"plan\":\"([0-9a-f]{64})\"")
			.matcher(plan)
			.results()
			.findFirst()
			.orElseThrow()
			.group(1);
		HttpResponse<String> response = operator(process).post(ENDPOINT + "/-1",
				"{\"plan\":\"%s\",\"reason\":\"008 is too slow\"}".formatted(id));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
	}

	private void restartsStayDown() throws Exception {
		for (int i = 0; i < 2; i++) {
			try (SampleProcess restarted = launch(this.current)) {
				assertThat(restarted.ended()).contains("operator took the database back from 008 at ",
						"(008 is too slow), and 008 stays down. The database is at 007, and this build contains 008 as it was then.");
			}
		}
		try (SampleProcess old = launch(this.previous).ready()) {
			awaitReadiness(old, 200);
			assertThat(operator(old).get(ENDPOINT).body()).contains("\"current\":\"007\"", "\"state\":\"up-to-date\"");
		}
	}

	/**
	 * The current build with one more script is a later release.
	 */
	private void laterReleaseUpgradesAgain() throws Exception {
		Path scripts = Files.createDirectory(this.directory.resolve("later"));
		Files.writeString(scripts.resolve("009_index_notes_upgrade.sql"),
				"create index archive_files_note on archive_files (observer_note);");
		Files.writeString(scripts.resolve("009_index_notes_downgrade.sql"), "drop index archive_files_note;");
		this.variables.put("MIGRATE_LOCATIONS", "classpath:db/migration,filesystem:" + scripts);
		try (SampleProcess later = launch(this.current).ready()) {
			awaitReadiness(later, 200);
			assertThat(operator(later).get(ENDPOINT).body()).contains("\"current\":\"009\"", "\"state\":\"up-to-date\"")
				.doesNotContain("\"hold\"");
		}
	}

	private SampleProcess launch(String jar) throws IOException {
		return SampleProcess.launch(this.directory, "java -jar '%s'".formatted(jar), this.variables);
	}

	private static ArchiveClient operator(SampleProcess process) throws IOException, InterruptedException {
		return ArchiveClient.operator(process.port(), process.password());
	}

	private static int readiness(SampleProcess process) throws IOException, InterruptedException {
		return ArchiveClient.anonymous(process.port()).get(READINESS).statusCode();
	}

	private static void awaitReadiness(SampleProcess process, int status) throws Exception {
		Instant deadline = Instant.now().plus(Duration.ofMinutes(1));
		while (readiness(process) != status) {
			assertThat(Instant.now()).as(String.join("\n", process.lines())).isBefore(deadline);
			Thread.sleep(100);
		}
	}

}
