package dev.migrateboot.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.util.FileSystemUtils;

/**
 * A server of one test's own, of the binaries that all tests run on: it can crash, come
 * back, and be succeeded by a standby.
 */
public final class OwnServer implements AutoCloseable {

	private final Path binaries;

	private final Path data;

	private final int port = PgBouncer.freePort();

	private final Thread stopping = new Thread(this::stop);

	private OwnServer(Path binaries) throws IOException {
		this.binaries = binaries;
		this.data = Files.createTempDirectory("own-server").resolve("data");
		Runtime.getRuntime().addShutdownHook(this.stopping);
	}

	/**
	 * Create a server without starting it.
	 * @param settings lines of its configuration
	 * @return the server
	 * @throws Exception if it cannot be created
	 */
	public static OwnServer create(String... settings) throws Exception {
		OwnServer server = new OwnServer(PostgresServer.binaries());
		server.run("initdb", "-D", server.data.toString(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C",
				"-N");
		server.configure("listen_addresses = '127.0.0.1'", "unix_socket_directories = ''", "fsync = off",
				"shared_buffers = 16MB", "port = " + server.port);
		server.configure(settings);
		return server;
	}

	/**
	 * Create a standby that has everything this server has, which must not run.
	 * @return a server that follows this one once both are started
	 * @throws Exception if it cannot be created
	 */
	public OwnServer standby() throws Exception {
		OwnServer standby = new OwnServer(this.binaries);
		FileSystemUtils.copyRecursively(this.data, standby.data);
		Files.setPosixFilePermissions(standby.data, PosixFilePermissions.fromString("rwx------"));
		standby.configure("port = " + standby.port,
				"primary_conninfo = 'host=127.0.0.1 port=%d user=postgres'".formatted(this.port));
		standby.follow();
		return standby;
	}

	/**
	 * Make this server, which must not run, start as a standby.
	 * @throws IOException if its directory cannot be written
	 */
	public void follow() throws IOException {
		Files.createFile(this.data.resolve("standby.signal"));
	}

	/**
	 * Start the server, and wait until it lets clients in.
	 * @throws Exception if it does not start
	 */
	public void start() throws Exception {
		run("pg_ctl", "-D", this.data.toString(), "-l", log().toString(), "-w", "-t", "60", "start");
	}

	/**
	 * Start the server without waiting.
	 * @throws Exception if it does not start
	 */
	public void begin() throws Exception {
		run("pg_ctl", "-D", this.data.toString(), "-l", log().toString(), "-W", "start");
	}

	/**
	 * Stop the server as a crash does: nobody is asked, nothing is written.
	 * @throws Exception if it does not stop
	 */
	public void crash() throws Exception {
		run("pg_ctl", "-D", this.data.toString(), "-m", "immediate", "-w", "stop");
	}

	/**
	 * Stop the server in order.
	 * @throws Exception if it does not stop
	 */
	public void shutDown() throws Exception {
		run("pg_ctl", "-D", this.data.toString(), "-m", "fast", "-w", "stop");
	}

	/**
	 * Make the standby a server that may be written to.
	 * @throws Exception if it does not become one
	 */
	public void promote() throws Exception {
		run("pg_ctl", "-D", this.data.toString(), "-w", "-t", "60", "promote");
	}

	/**
	 * Return where it listens.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Return its database.
	 * @return the database, as its owner and superuser sees it
	 */
	public TestDatabase database() {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setServerNames(new String[] { "127.0.0.1" });
		dataSource.setPortNumbers(new int[] { this.port });
		dataSource.setDatabaseName("postgres");
		dataSource.setUser("postgres");
		return new TestDatabase(dataSource);
	}

	@Override
	public void close() throws IOException {
		Runtime.getRuntime().removeShutdownHook(this.stopping);
		stop();
		FileSystemUtils.deleteRecursively(this.data.getParent());
	}

	private void stop() {
		if (Files.exists(this.data.resolve("postmaster.pid"))) {
			try {
				crash();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}
	}

	private void configure(String... lines) throws IOException {
		Files.write(this.data.resolve("postgresql.auto.conf"), List.of(lines), StandardOpenOption.APPEND);
	}

	private Path log() {
		return this.data.resolveSibling("log");
	}

	/**
	 * The server refuses to run as root; in a user namespace without users it does not
	 * see that it does.
	 */
	private void run(String program, String... arguments) throws Exception {
		List<String> command = new ArrayList<>();
		if (System.getProperty("user.name").equals("root")) {
			command.addAll(List.of("unshare", "-U"));
		}
		command.add(this.binaries.resolve(program).toString());
		command.addAll(List.of(arguments));
		Path output = this.data.resolveSibling("output");
		int status = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start()
			.waitFor();
		if (status != 0) {
			throw new IllegalStateException("%s ended with %d: %s".formatted(String.join(" ", command), status,
					Files.readString(output) + (Files.exists(log()) ? Files.readString(log()) : "")));
		}
	}

}
