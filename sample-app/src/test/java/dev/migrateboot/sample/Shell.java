package dev.migrateboot.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The terminal of somebody who follows the README: runs commands in the folder of the
 * project and keeps the exported variables.
 */
final class Shell {

	static final String NOT_USABLE = "Commands of the README need a POSIX system with bash, curl and sed";

	/** What would have the sample run differently, or on data that are not the test's. */
	private static final List<String> FOREIGN = List.of("SPRING_", "MIGRATE_", "MANAGEMENT_", "LOGGING_", "SERVER_",
			"SAMPLE_", "JAVA_TOOL_OPTIONS");

	private static final int TIMEOUT_MINUTES = 3;

	private final Path directory;

	private final Map<String, String> variables = new HashMap<>();

	/**
	 * Open a terminal.
	 * @param directory where the output of commands goes
	 */
	Shell(Path directory) {
		this.directory = directory;
		Path java = Path.of(System.getProperty("java.home"), "bin");
		export("PATH", java + ":" + System.getenv("PATH"));
		export("no_proxy", "localhost");
	}

	static boolean isUsable() {
		String[] folders = System.getenv("PATH").split(":");
		return Stream.of("bash", "curl", "sed")
			.allMatch(
					(command) -> Stream.of(folders).anyMatch((folder) -> Files.isExecutable(Path.of(folder, command))));
	}

	void export(String name, String value) {
		this.variables.put(name, value);
	}

	/**
	 * Run a command to its end, which has to be a good one.
	 * @return what it has printed
	 */
	String run(String command) throws IOException, InterruptedException {
		Path output = Files.createTempFile(this.directory, "command", ".log");
		Process process = start(command, output);
		try {
			assertThat(process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)).as(command).isTrue();
			assertThat(process.exitValue()).as("%s%n%s", command, Files.readString(output)).isZero();
		}
		finally {
			process.destroyForcibly();
		}
		return Files.readString(output);
	}

	/**
	 * Start a command.
	 * @param output where everything goes that it prints
	 */
	Process start(String command, Path output) throws IOException {
		ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-c", command).directory(Path.of("..").toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile());
		forget(builder.environment());
		builder.environment().putAll(this.variables);
		return builder.start();
	}

	/**
	 * Remove what would have the sample run differently.
	 */
	static void forget(Map<String, String> environment) {
		environment.keySet().removeIf((name) -> FOREIGN.stream().anyMatch(name::startsWith));
	}

}
