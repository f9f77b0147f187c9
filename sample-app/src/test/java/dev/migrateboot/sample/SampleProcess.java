package dev.migrateboot.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A build of the sample in a process of its own, on an embedded PostgreSQL of its own.
 */
final class SampleProcess implements AutoCloseable {

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+) ");

	private static final Pattern PASSWORD = Pattern.compile("Operator password for this run: (\\S+)\\n");

	private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

	private static final int STOP_TIMEOUT_MINUTES = 1;

	private final Process process;

	private final Path log;

	private final Path postgres;

	private SampleProcess(Process process, Path log, Path postgres) {
		this.process = process;
		this.log = log;
		this.postgres = postgres;
	}

	/**
	 * Start the current build and wait until it is ready.
	 * @param directory where data and logs are kept
	 */
	static SampleProcess current(Path directory) throws IOException, InterruptedException {
		String jar = System.getProperty("sample.jar");
		if (jar == null) {
			throw new IllegalStateException("Walk tests start the packaged jar: run them with \"mvn verify\"");
		}
		return start(directory, "java -jar '%s'".formatted(jar));
	}

	/**
	 * Start a build and wait until it is ready.
	 * @param directory where data and logs are kept
	 * @param command the command to start it with
	 */
	static SampleProcess start(Path directory, String command) throws IOException, InterruptedException {
		SampleProcess sample = launch(directory, command, Map.of());
		try {
			return sample.ready();
		}
		catch (Throwable ex) {
			sample.close();
			throw ex;
		}
	}

	/**
	 * Start a build and do not wait.
	 * @param directory where data and logs are kept
	 * @param command the command to start it with
	 * @param variables what is exported besides
	 */
	static SampleProcess launch(Path directory, String command, Map<String, String> variables) throws IOException {
		Path postgres = directory.resolve("postgres");
		Path log = Files.createTempFile(directory, "sample", ".log");
		Shell shell = new Shell(directory);
		shell.export("SAMPLE_POSTGRES_DIRECTORY", postgres.toString());
		shell.export("SERVER_PORT", "0");
		shell.export("LOGGING_PATTERN_CONSOLE", "%level %logger %msg%n");
		shell.export("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
		variables.forEach(shell::export);
		return new SampleProcess(shell.start("exec " + command, log), log, postgres);
	}

	/**
	 * Wait until the application is ready.
	 */
	SampleProcess ready() throws IOException, InterruptedException {
		// The last thing that a start prints.
		await(PASSWORD);
		assertThat(ArchiveClient.anonymous(port()).get("/actuator/health/liveness").statusCode()).isEqualTo(200);
		return this;
	}

	/**
	 * Wait until the application has ended.
	 * @return what it has printed
	 */
	String ended() throws IOException, InterruptedException {
		assertThat(this.process.waitFor(START_TIMEOUT.toMinutes(), TimeUnit.MINUTES)).isTrue();
		assertThat(this.process.exitValue()).isNotZero();
		return Files.readString(this.log);
	}

	int port() throws IOException, InterruptedException {
		return Integer.parseInt(await(PORT));
	}

	String password() throws IOException, InterruptedException {
		return await(PASSWORD);
	}

	/**
	 * Return what has been printed, each line with its level and the name of its logger.
	 */
	List<String> lines() throws IOException {
		return Files.readAllLines(this.log);
	}

	String await(Pattern pattern) throws IOException, InterruptedException {
		long start = System.nanoTime();
		while (true) {
			boolean alive = this.process.isAlive();
			String output = Files.readString(this.log);
			Matcher matcher = pattern.matcher(output);
			if (matcher.find()) {
				return matcher.group(1);
			}
			assertThat(alive).as("%s waited for in%n%s", pattern, output).isTrue();
			assertThat(System.nanoTime() - start).as("%s waited for in%n%s", pattern, output)
				.isLessThan(START_TIMEOUT.toNanos());
			Thread.sleep(100);
		}
	}

	/**
	 * Stop the application and, should it not have done so itself, its server.
	 */
	@Override
	public void close() throws IOException {
		stop(this.process.toHandle());
		Path pidFile = this.postgres.resolve("data").resolve("postmaster.pid");
		if (Files.exists(pidFile)) {
			ProcessHandle.of(Long.parseLong(Files.readAllLines(pidFile).get(0))).ifPresent(SampleProcess::stop);
		}
	}

	private static void stop(ProcessHandle process) {
		process.destroy();
		process.onExit().completeOnTimeout(process, STOP_TIMEOUT_MINUTES, TimeUnit.MINUTES).join();
		if (process.isAlive()) {
			process.destroyForcibly();
			process.onExit().join();
		}
	}

}
