package dev.migrateboot.sample.embedded;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

import io.zonky.test.db.postgres.util.LinuxUtils;

/**
 * The server of a data directory as seen from outside the process that started it: what
 * {@code postmaster.pid} and {@code postmaster.opts} tell.
 */
final class Postmaster {

	static final String USERNAME = "postgres";

	/** The server trusts every local connection. */
	static final String PASSWORD = "";

	private static final int PID_LINE = 0;

	private static final int PORT_LINE = 3;

	private final Path data;

	private final Path pidFile;

	Postmaster(Path data) {
		this.data = data;
		this.pidFile = data.resolve("postmaster.pid");
	}

	static String jdbcUrl(int port) {
		return "jdbc:postgresql://localhost:" + port + "/postgres";
	}

	/**
	 * Return the port on which the server of this very directory answers.
	 */
	OptionalInt answeringPort() throws IOException {
		List<String> lines = readPidFile();
		if (lines.size() <= PORT_LINE) {
			return OptionalInt.empty();
		}
		int port = Integer.parseInt(lines.get(PORT_LINE).strip());
		return answers(port) ? OptionalInt.of(port) : OptionalInt.empty();
	}

	/**
	 * Make way for a new server: stop one that outlived its application, and drop a
	 * {@code postmaster.pid} whose process id now belongs to another program, which
	 * PostgreSQL would take for a running server. Every other stale file it clears away
	 * itself.
	 */
	void clear() throws IOException, InterruptedException {
		List<String> lines = readPidFile();
		if (lines.isEmpty()) {
			return;
		}
		long pid = Long.parseLong(lines.get(PID_LINE).strip());
		ProcessHandle process = ProcessHandle.of(pid).orElse(null);
		if (process == null) {
			return;
		}
		Path server = serverBinary();
		if (process.info().command().filter((command) -> isSameFile(Path.of(command), server)).isPresent()) {
			stop(server);
		}
		else {
			Files.delete(this.pidFile);
		}
	}

	private void stop(Path server) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>();
		if (LinuxUtils.isUnshareAvailable()) {
			// PostgreSQL refuses root; the server was started in the same manner.
			command.addAll(List.of("unshare", "-U"));
		}
		command.addAll(List.of(server.resolveSibling("pg_ctl").toString(), "stop", "-m", "fast", "-w", "-D",
				this.data.toString()));
		int exitCode = new ProcessBuilder(command).redirectOutput(Redirect.DISCARD)
			.redirectError(Redirect.DISCARD)
			.start()
			.waitFor();
		if (exitCode != 0) {
			throw new IOException("%s ended with exit code %d".formatted(command, exitCode));
		}
	}

	private boolean answers(int port) {
		try (Connection connection = DriverManager.getConnection(jdbcUrl(port), USERNAME, PASSWORD);
				Statement statement = connection.createStatement();
				ResultSet resultSet = statement.executeQuery("select current_setting('data_directory')")) {
			return resultSet.next() && isSameFile(Path.of(resultSet.getString(1)), this.data);
		}
		catch (SQLException ex) {
			return false;
		}
	}

	private List<String> readPidFile() throws IOException {
		return Files.exists(this.pidFile) ? Files.readAllLines(this.pidFile) : List.of();
	}

	private Path serverBinary() throws IOException {
		String options = Files.readString(this.data.resolve("postmaster.opts"));
		return Path.of(options.substring(0, options.indexOf(" \"")));
	}

	private static boolean isSameFile(Path left, Path right) {
		try {
			return Files.isSameFile(left, right);
		}
		catch (IOException ex) {
			return false;
		}
	}

}
