package dev.migrateboot.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Stands where a database would be and counts who comes.
 */
final class UnusedServer implements AutoCloseable {

	private final ServerSocket socket;

	private final AtomicInteger connections = new AtomicInteger();

	UnusedServer() throws IOException {
		this.socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
		Thread door = new Thread(this::accept, "unused-server");
		door.setDaemon(true);
		door.start();
	}

	String url() {
		return "jdbc:postgresql://localhost:%d/archive".formatted(this.socket.getLocalPort());
	}

	/**
	 * Check that nobody has come up to now.
	 */
	void assertUnused() {
		assertThat(this.connections).hasValue(0);
	}

	private void accept() {
		try {
			while (true) {
				this.socket.accept().close();
				this.connections.incrementAndGet();
			}
		}
		catch (IOException ex) {
			if (!this.socket.isClosed()) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
