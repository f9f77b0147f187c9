package dev.migrateboot.sample;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Pattern;

import dev.migrateboot.sample.Readme.Block;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Walks through the README: executes its commands as they are printed and compares the
 * answers. Only what Maven would do has been done by the build that runs this test.
 */
@EnabledIf(value = "dev.migrateboot.sample.Shell#isUsable", disabledReason = Shell.NOT_USABLE)
class ReadmeWalkTests {

	private static final String AHEAD = "WARN dev.migrateboot.Migrations "
			+ "The database is at version 008, this build knows versions up to 007 only.";

	@TempDir
	private Path directory;

	private Shell terminal;

	private SampleProcess sample;

	private String command = "";

	private String output = "";

	@BeforeEach
	void startTheSample() throws Exception {
		this.terminal = new Shell(this.directory);
		this.sample = SampleProcess.current(this.directory);
	}

	@AfterEach
	void stopTheSample() throws Exception {
		if (this.sample != null) {
			this.sample.close();
		}
	}

	@Test
	void commandsAnswerAsPrinted() throws Exception {
		for (Block block : Readme.read().blocks("The walk")) {
			switch (block.kind()) {
				case "sh" -> execute(block.text());
				case "json" -> assertThat(this.output.strip()).as(this.command).matches(withWildcards(block.text()));
				case "answer" -> assertStatus(block.text());
				default -> throw new AssertionError("Nobody knows what to do with " + block);
			}
		}
		assertThat(status()).contains("\"state\":\"up-to-date\"", "\"current\":\"007\"", "\"head\":\"007\"");
	}

	private void execute(String command) throws Exception {
		if (command.startsWith("export OPERATOR=")) {
			assertThat(command).isEqualTo("export OPERATOR=operator:<the printed password>");
			this.terminal.export("OPERATOR", "operator:" + this.sample.password());
		}
		else if (command.startsWith("./mvnw ")) {
			assertThat(command).isEqualTo("./mvnw -q -ntp -pl sample-app -am -DskipTests package");
			this.sample.close();
		}
		else if (command.startsWith("java -jar ")) {
			startPreviousBuild(command);
		}
		else {
			this.command = command.replace("localhost:8080", "localhost:" + this.sample.port());
			this.output = this.terminal.run(this.command);
		}
	}

	private void startPreviousBuild(String command) throws Exception {
		this.sample = SampleProcess.start(this.directory, command);
		assertThat(this.sample.lines()).contains(AHEAD);
		HttpResponse<String> observations = ArchiveClient.anonymous(this.sample.port()).get("/observations");
		assertThat(observations.statusCode()).isEqualTo(200);
		assertThat(observations.body()).contains("M 31", "M 42", "Jupiter");
	}

	/**
	 * Check the status against a comment like "200, state up-to-date, current 008".
	 */
	private void assertStatus(String expected) throws IOException, InterruptedException {
		String[] parts = expected.split(", ");
		HttpResponse<String> response = ArchiveClient.operator(this.sample.port(), this.sample.password())
			.get("/actuator/migrations");
		assertThat(response.statusCode()).hasToString(parts[0]);
		assertThat(this.output).isEqualTo(response.body());
		for (int i = 1; i < parts.length; i++) {
			String[] field = parts[i].split(" ");
			assertThat(this.output).contains("\"%s\":\"%s\"".formatted(field[0], field[1]));
		}
	}

	private String status() throws IOException, InterruptedException {
		return ArchiveClient.operator(this.sample.port(), this.sample.password()).get("/actuator/migrations").body();
	}

	private static Pattern withWildcards(String answer) {
		return Pattern.compile(Pattern.quote(answer).replace("<id>", "\\E[0-9a-f]+\\Q").replace("<ms>", "\\E\\d+\\Q"));
	}

}
