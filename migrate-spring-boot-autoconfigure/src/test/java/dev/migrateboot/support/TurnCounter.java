package dev.migrateboot.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.postgresql.ds.PGSimpleDataSource;

/**
 * Stands between a client and the server and counts turns: how often the client speaks
 * after the server has.
 */
public final class TurnCounter implements AutoCloseable {

	private final AtomicInteger turns = new AtomicInteger();

	private final ServerSocket listener;

	private final int port;

	private final String database;

	private final int last;

	/**
	 * Create a counter for a database and listen.
	 * @param database the database
	 */
	public TurnCounter(TestDatabase database) {
		this(database, Integer.MAX_VALUE);
	}

	/**
	 * Create a counter that loses the connection.
	 * @param database the database
	 * @param last the turn that still reaches the server, but whose answer is lost
	 */
	public TurnCounter(TestDatabase database, int last) {
		this.last = last;
		PGSimpleDataSource target = (PGSimpleDataSource) database.dataSource();
		this.port = target.getPortNumbers()[0];
		this.database = target.getDatabaseName();
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start(this::accept);
	}

	/**
	 * Return a data source whose connections are counted.
	 * @return the data source; every connection is new
	 */
	public DataSource dataSource() {
		PGSimpleDataSource counted = new PGSimpleDataSource();
		counted.setServerNames(new String[] { this.listener.getInetAddress().getHostAddress() });
		counted.setPortNumbers(new int[] { this.listener.getLocalPort() });
		counted.setDatabaseName(this.database);
		counted.setUser("postgres");
		return counted;
	}

	/**
	 * Return how many turns there were so far.
	 * @return the count over all connections
	 */
	public int turns() {
		return this.turns.get();
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept() throws IOException {
		while (!this.listener.isClosed()) {
			Socket client = this.listener.accept();
			Socket server = new Socket("localhost", this.port);
			AtomicBoolean serverSpoke = new AtomicBoolean(true);
			start(() -> copy(client, server, () -> {
				if (serverSpoke.getAndSet(false)) {
					this.turns.incrementAndGet();
				}
			}));
			start(() -> copy(server, client, () -> {
				serverSpoke.set(true);
				if (this.turns.get() >= this.last) {
					client.close();
				}
			}));
		}
	}

	private static void copy(Socket from, Socket to, Copying spoken) throws IOException {
		byte[] buffer = new byte[64 * 1024];
		try (from; to; InputStream input = from.getInputStream(); OutputStream output = to.getOutputStream()) {
			for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
				spoken.run();
				output.write(buffer, 0, count);
				output.flush();
			}
		}
	}

	private static void start(Copying copying) {
		Thread thread = new Thread(() -> {
			try {
				copying.run();
			}
			catch (IOException ex) {
				// One side has closed the connection.
			}
		});
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Copies until one side closes.
	 */
	@FunctionalInterface
	private interface Copying {

		void run() throws IOException;

	}

}
