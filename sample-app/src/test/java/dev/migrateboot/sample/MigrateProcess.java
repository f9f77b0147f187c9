package dev.migrateboot.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs commands of the packaged application, each in a process of its own, on a database
 * of its own.
 *
 * @param directory where output is kept and commands are run
 * @param url the address of the database
 * @param java what {@code java} is told to start the application
 * @param options options of every command
 */
record MigrateProcess(Path directory, String url, List<String> java, List<String> options) {

	private static final int TIMEOUT_MINUTES = 3;

	static MigrateProcess onNewDatabase(Path directory, String... options) {
		return new MigrateProcess(directory, TestDatabases.newDatabase(), List.of("-jar", jar()), List.of(options));
	}

	/**
	 * Return the same for the jar that was processed ahead of time.
	 */
	MigrateProcess aheadOfTime() {
		return new MigrateProcess(this.directory, this.url,
				List.of("-Dspring.aot.enabled=true", "-jar", jar().replace(".jar", "-aot.jar")), this.options);
	}

	/**
	 * Run a command to its end.
	 */
	Answer run(String... arguments) throws IOException, InterruptedException {
		Path out = Files.createTempFile(this.directory, "out", ".log");
		Path err = Files.createTempFile(this.directory, "err", ".log");
		Process process = start(out, err, arguments);
		try {
			assertThat(process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)).isTrue();
			return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
		}
		finally {
			process.destroyForcibly();
		}
	}

	/**
	 * Start a command.
	 */
	Process start(Path out, Path err, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(command());
		command.addAll(List.of(arguments));
		command.addAll(this.options);
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectOutput(out.toFile())
			.redirectError(err.toFile());
		Shell.forget(builder.environment());
		builder.environment().putAll(environment());
		return builder.start();
	}

	/**
	 * Start a command on a terminal of its own.
	 */
	Process startOnTerminal(String... arguments) throws IOException {
		List<String> command = new ArrayList<>(command());
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder("script", "-qec", "'" + String.join("' '", command) + "'",
				"/dev/null")
			.directory(this.directory.toFile())
			.redirectErrorStream(true);
		Shell.forget(builder.environment());
		builder.environment().putAll(environment());
		return builder.start();
	}

	List<String> command() {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC"));
		command.addAll(this.java);
		command.add("migrate");
		return command;
	}

	private static String jar() {
		String jar = System.getProperty("sample.jar");
		assertThat(jar).as("Walk tests start the packaged jar: run them with \"mvn verify\"").isNotNull();
		return jar;
	}

	Map<String, String> environment() {
		return Map.of("SPRING_DATASOURCE_URL", this.url, "TZ", "UTC");
	}

	/**
	 * What a command has answered.
	 *
	 * @param code the exit code
	 * @param out what it printed to standard output
	 * @param err what it printed to standard error
	 */
	record Answer(int code, String out, String err) {

		/**
		 * Return an answer with what differs between two runs written as a word.
		 */
		Answer anonymous() {
			return new Answer(this.code, anonymous(this.out), anonymous(this.err));
		}

		private static String anonymous(String text) {
			return text.replaceAll("\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d[.\\d]*(Z|[+-]\\d\\d:\\d\\d)", "TIME")
				.replaceAll("\\(\\d+ ms\\)", "(MS ms)")
				.replaceAll("in \\d+ ms", "in MS ms")
				.replaceAll("\"durationMs\":\\d+", "\"durationMs\":MS")
				.replaceAll("\"(plan|journal)\":\"[0-9a-f]+\"", "\"$1\":\"ID\"");
		}

	}

}
