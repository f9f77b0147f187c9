package dev.migrateboot.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

import org.junit.jupiter.api.Assumptions;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PgBouncer in transaction mode in front of a test's database.
 */
public final class PgBouncer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(PgBouncer.class);

	private static final List<String> PLACES = List.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer",
			"/usr/local/bin/pgbouncer", "/opt/homebrew/bin/pgbouncer");

	private final Process process;

	private final int port;

	private final String database;

	private PgBouncer(Process process, int port, String database) {
		this.process = process;
		this.port = port;
		this.database = database;
	}

	/**
	 * Start one, or skip the test where the program is missing.
	 * @param database the database behind it
	 * @param connections how many connections it has to the server
	 * @return the running pooler
	 * @throws Exception if it does not start
	 */
	public static PgBouncer start(TestDatabase database, int connections) throws Exception {
		String program = PLACES.stream().filter((place) -> Files.isExecutable(Path.of(place))).findFirst().orElse("");
		if (program.isEmpty()) {
			logger.warn("There is no PgBouncer: this test is SKIPPED");
		}
		Assumptions.assumeFalse(program.isEmpty(), "PgBouncer is not installed");
		int port = freePort();
		Path settings = Files.createTempFile("pgbouncer", ".ini",
				PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
		Files.writeString(settings, """
				[databases]
				* = host=127.0.0.1 port=%d user=postgres
				[pgbouncer]
				listen_addr = 127.0.0.1
				listen_port = %d
				unix_socket_dir =
				auth_type = any
				pool_mode = transaction
				default_pool_size = %d
				max_client_conn = 500
				ignore_startup_parameters = extra_float_digits
				""".formatted(database.port(), port, connections));
		List<String> command = new ArrayList<>(List.of(program, "-q"));
		if (System.getProperty("user.name").equals("root")) {
			command.addAll(List.of("-u", "nobody"));
		}
		command.add(settings.toString());
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(new File("target/pgbouncer.log"))
			.start();
		PgBouncer pooler = new PgBouncer(process, port, database.name());
		pooler.waitUntilItListens();
		return pooler;
	}

	/**
	 * Return a data source through the pooler.
	 * @return the data source; every connection is new
	 */
	public DataSource dataSource() {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setUrl(url());
		dataSource.setUser("postgres");
		return dataSource;
	}

	/**
	 * Return where it listens.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Return the JDBC address of the database through the pooler.
	 * @return the address without a user
	 */
	public String url() {
		return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(this.port, this.database);
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

	private void waitUntilItListens() {
		Instant deadline = Instant.now().plusSeconds(30);
		while (!isListening()) {
			if (!this.process.isAlive() || Instant.now().isAfter(deadline)) {
				throw new IllegalStateException("PgBouncer does not listen, see target/pgbouncer.log");
			}
			LockSupport.parkNanos(5_000_000);
		}
	}

	private boolean isListening() {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
