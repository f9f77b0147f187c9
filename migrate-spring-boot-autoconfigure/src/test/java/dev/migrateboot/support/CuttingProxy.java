package dev.migrateboot.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.postgresql.ds.PGSimpleDataSource;

/**
 * Stands between clients and a server and counts turns of the protocol: how often a
 * client has spoken after the server. Cuts a connection once, at one of them: before what
 * the client says reaches the server, or before the answer reaches the client. Can lead
 * to another server.
 */
public final class CuttingProxy implements AutoCloseable {

	private final AtomicInteger turns = new AtomicInteger();

	private final Set<Socket> clients = ConcurrentHashMap.newKeySet();

	private final int last;

	private final boolean delivering;

	private final ServerSocket listener;

	private volatile boolean cut;

	private volatile int port;

	/**
	 * Create a proxy that cuts nothing, and listen.
	 * @param port the port of the server
	 */
	public CuttingProxy(int port) {
		this(port, 0, false);
	}

	/**
	 * Create a proxy and listen.
	 * @param port the port of the server
	 * @param last the turn at which to cut, from 1
	 * @param delivering whether what the client says at that turn still reaches the
	 * server, and only the answer is lost
	 */
	public CuttingProxy(int port, int last, boolean delivering) {
		this.port = port;
		this.last = last;
		this.delivering = delivering;
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start(this::accept);
	}

	/**
	 * Return where it listens.
	 * @return the port
	 */
	public int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Return a data source of the superuser through this proxy.
	 * @param database the name of the database
	 * @return the data source; every connection is new
	 */
	public DataSource dataSource(String database) {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setServerNames(new String[] { "127.0.0.1" });
		dataSource.setPortNumbers(new int[] { port() });
		dataSource.setDatabaseName(database);
		dataSource.setUser("postgres");
		return dataSource;
	}

	/**
	 * Return how many turns there were so far.
	 * @return the count over all connections
	 */
	public int turns() {
		return this.turns.get();
	}

	/**
	 * Return whether a connection has been cut.
	 * @return whether there were that many turns
	 */
	public boolean hasCut() {
		return this.cut;
	}

	/**
	 * Lead to another server from now on, and cut what leads to the one before.
	 * @param other the port of the other server
	 */
	public void redirect(int other) {
		this.port = other;
		this.clients.forEach(CuttingProxy::close);
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
			start(() -> connect(client));
		}
	}

	private void connect(Socket client) throws IOException {
		this.clients.add(client);
		try (client; Socket server = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			AtomicBoolean serverSpoke = new AtomicBoolean(true);
			AtomicBoolean losing = new AtomicBoolean();
			start(() -> fromServer(server, client, serverSpoke, losing));
			fromClient(client, server, serverSpoke, losing);
		}
		finally {
			this.clients.remove(client);
		}
	}

	private void fromClient(Socket client, Socket server, AtomicBoolean serverSpoke, AtomicBoolean losing)
			throws IOException {
		byte[] buffer = new byte[64 * 1024];
		InputStream input = client.getInputStream();
		OutputStream output = server.getOutputStream();
		for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
			if (serverSpoke.getAndSet(false) && this.turns.incrementAndGet() == this.last) {
				this.cut = true;
				losing.set(true);
				if (!this.delivering) {
					return;
				}
			}
			output.write(buffer, 0, count);
			output.flush();
		}
	}

	private static void fromServer(Socket server, Socket client, AtomicBoolean serverSpoke, AtomicBoolean losing)
			throws IOException {
		byte[] buffer = new byte[64 * 1024];
		try (client;
				server;
				InputStream input = server.getInputStream();
				OutputStream output = client.getOutputStream()) {
			for (int count = input.read(buffer); count >= 0 && !losing.get(); count = input.read(buffer)) {
				serverSpoke.set(true);
				output.write(buffer, 0, count);
				output.flush();
			}
		}
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// It is closed.
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
