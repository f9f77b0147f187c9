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

/**
 * Stands between clients and a server and cuts a connection once: at a turn of the
 * protocol, before or after what the client has said reaches the server.
 */
public final class CuttingProxy implements AutoCloseable {

	private final AtomicInteger left;

	private final boolean delivering;

	private final AtomicBoolean cut = new AtomicBoolean();

	private final ServerSocket listener;

	private final int port;

	/**
	 * Create a proxy and listen.
	 * @param port the port of the server
	 * @param turns the turn at which to cut, from 1: how often a client has spoken after
	 * the server
	 * @param delivering whether what the client says at that turn still reaches the
	 * server
	 */
	public CuttingProxy(int port, int turns, boolean delivering) {
		this.port = port;
		this.left = new AtomicInteger(turns);
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
	 * Return whether a connection has been cut.
	 * @return whether there were that many turns
	 */
	public boolean hasCut() {
		return this.cut.get();
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
			Socket server = new Socket(InetAddress.getLoopbackAddress(), this.port);
			AtomicBoolean serverSpoke = new AtomicBoolean(true);
			start(() -> fromClient(client, server, serverSpoke));
			start(() -> fromServer(server, client, serverSpoke));
		}
	}

	private void fromClient(Socket client, Socket server, AtomicBoolean serverSpoke) throws IOException {
		byte[] buffer = new byte[64 * 1024];
		try (client;
				server;
				InputStream input = client.getInputStream();
				OutputStream output = server.getOutputStream()) {
			for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
				boolean last = serverSpoke.getAndSet(false) && this.left.decrementAndGet() == 0;
				if (!last || this.delivering) {
					output.write(buffer, 0, count);
					output.flush();
				}
				if (last) {
					this.cut.set(true);
					return;
				}
			}
		}
	}

	private static void fromServer(Socket server, Socket client, AtomicBoolean serverSpoke) throws IOException {
		byte[] buffer = new byte[64 * 1024];
		try (server;
				client;
				InputStream input = server.getInputStream();
				OutputStream output = client.getOutputStream()) {
			for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
				serverSpoke.set(true);
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
