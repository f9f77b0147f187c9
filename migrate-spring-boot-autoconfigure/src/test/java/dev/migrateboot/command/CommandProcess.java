package dev.migrateboot.command;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application in a process of its own, from start to exit.
 *
 * @param code the exit code
 * @param out what it printed to standard output
 * @param err what it printed to standard error
 */
record CommandProcess(int code, String out, String err) {

	private static final int TIMEOUT_MINUTES = 3;

	/**
	 * Run the hostile application.
	 * @param directory where its output is kept
	 * @param arguments its arguments
	 */
	static CommandProcess run(Path directory, String... arguments) throws IOException, InterruptedException {
		return run(directory, (entry) -> true, arguments);
	}

	/**
	 * Run the hostile application.
	 * @param directory where its output is kept
	 * @param present what is on its class path, of ours
	 * @param arguments its arguments
	 */
	static CommandProcess run(Path directory, Predicate<String> present, String... arguments)
			throws IOException, InterruptedException {
		return run(directory, hostile(present), arguments);
	}

	/**
	 * Run an application.
	 * @param directory where its output is kept
	 * @param java what java is told to start it
	 * @param arguments its arguments
	 */
	static CommandProcess run(Path directory, List<String> java, String... arguments)
			throws IOException, InterruptedException {
		Path out = Files.createTempFile(directory, "out", ".log");
		Path err = Files.createTempFile(directory, "err", ".log");
		Process process = start(out, err, java, arguments);
		try {
			assertThat(process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)).isTrue();
			return new CommandProcess(process.exitValue(), Files.readString(out), Files.readString(err));
		}
		finally {
			process.destroyForcibly();
		}
	}

	/**
	 * Start the hostile application.
	 * @param out takes its standard output
	 * @param err takes its standard error
	 * @param present what is on its class path, of ours
	 * @param arguments its arguments
	 */
	static Process start(Path out, Path err, Predicate<String> present, String... arguments) throws IOException {
		return start(out, err, hostile(present), arguments);
	}

	/**
	 * Start the hostile application on a terminal of its own.
	 * @param environment what kind of terminal it is, and other variables
	 * @param columns how wide it is
	 * @param arguments its arguments
	 */
	static Process startOnTerminal(Map<String, String> environment, int columns, String... arguments)
			throws IOException {
		String command = String.join("' '", command(hostile((entry) -> true), arguments));
		ProcessBuilder builder = new ProcessBuilder("script", "-qec", "stty cols %s; '%s'".formatted(columns, command),
				"/dev/null")
			.redirectErrorStream(true);
		builder.environment().remove("JAVA_TOOL_OPTIONS");
		builder.environment().remove("NO_COLOR");
		builder.environment().putAll(environment);
		return builder.start();
	}

	private static List<String> hostile(Predicate<String> present) {
		String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter(present)
			.collect(Collectors.joining(File.pathSeparator));
		return List.of("-cp", classPath, HostileApplication.class.getName());
	}

	private static Process start(Path out, Path err, List<String> java, String... arguments) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(command(java, arguments)).redirectOutput(out.toFile())
			.redirectError(err.toFile());
		builder.environment().remove("JAVA_TOOL_OPTIONS");
		return builder.start();
	}

	private static List<String> command(List<String> java, String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-XX:+UseSerialGC", "-Dserver.port=0"));
		command.addAll(java);
		command.addAll(List.of(arguments));
		return command;
	}

}
