package dev.migrateboot.sample.embedded;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL server that keeps its data between runs and that several processes share:
 * the first one starts and stops it, the others use it while it is there.
 * <p>
 * A file lock tells who is first. The operating system releases it with the process,
 * however that ends, so that a killed process leaves nothing to clean by hand.
 */
final class EmbeddedServer implements AutoCloseable {

	private static final Duration JOIN_TIMEOUT = Duration.ofMinutes(1);

	private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

	private static final int ANY_PORT = 0;

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedServer.class);

	private final int port;

	private final @Nullable Ownership ownership;

	private EmbeddedServer(int port, @Nullable Ownership ownership) {
		this.port = port;
		this.ownership = ownership;
	}

	static EmbeddedServer startOrJoin(Path directory) throws IOException, InterruptedException {
		Files.createDirectories(directory);
		Postmaster postmaster = new Postmaster(directory.resolve("data"));
		FileChannel lock = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE);
		Instant deadline = Instant.now().plus(JOIN_TIMEOUT);
		while (Instant.now().isBefore(deadline)) {
			if (lock.tryLock() != null) {
				postmaster.clear();
				return start(directory, lock);
			}
			OptionalInt port = postmaster.answeringPort();
			if (port.isPresent()) {
				lock.close();
				logger.info("Using the embedded PostgreSQL of another process on port {}", port.getAsInt());
				return new EmbeddedServer(port.getAsInt(), null);
			}
			Thread.sleep(100);
		}
		throw new IllegalStateException(
				"Another process owns the embedded PostgreSQL in %s, but it does not answer".formatted(directory));
	}

	private static EmbeddedServer start(Path directory, FileChannel lock) throws IOException {
		Path binaries = directory.resolve("binaries");
		Path data = directory.resolve("data");
		Path log = directory.resolve("server.log");
		Path lastPort = directory.resolve("port");
		if (Files.notExists(lastPort)) {
			// The first start was killed half-way: nothing repairs what it left.
			FileSystemUtils.deleteRecursively(binaries);
			FileSystemUtils.deleteRecursively(data);
		}
		try {
			EmbeddedPostgres server = EmbeddedPostgres.builder()
				.setOverrideWorkingDirectory(binaries.toFile())
				.setDataDirectory(data)
				.setCleanDataDirectory(false)
				.setLocaleConfig("locale", "C")
				.setPort(choosePort(lastPort))
				.setOutputRedirector(Redirect.appendTo(log.toFile()))
				.setPGStartupWait(START_TIMEOUT)
				.setRegisterShutdownHook(false)
				.start();
			Files.writeString(lastPort, Integer.toString(server.getPort()));
			logger.info("Started an embedded PostgreSQL on port {}, data in {}", server.getPort(), data);
			return new EmbeddedServer(server.getPort(), new Ownership(server, lock));
		}
		catch (IOException | RuntimeException ex) {
			throw new IllegalStateException("The embedded PostgreSQL did not start, %s tells why; ".formatted(log)
					+ "with spring.datasource.url another server is used", ex);
		}
	}

	/**
	 * Choose the port of the last start, where processes that joined it still look for
	 * their server, or any if that one is taken.
	 */
	private static int choosePort(Path lastPort) throws IOException {
		if (Files.exists(lastPort)) {
			int port = Integer.parseInt(Files.readString(lastPort));
			try (ServerSocket socket = new ServerSocket(port, 0, InetAddress.getLoopbackAddress())) {
				return socket.getLocalPort();
			}
			catch (BindException ex) {
				logger.debug("Port {} is taken", port);
			}
		}
		return ANY_PORT;
	}

	int port() {
		return this.port;
	}

	@Override
	public void close() throws IOException {
		if (this.ownership != null) {
			this.ownership.server().close();
			this.ownership.lock().close();
			logger.info("Stopped the embedded PostgreSQL");
		}
	}

	private record Ownership(EmbeddedPostgres server, FileChannel lock) {

	}

}
