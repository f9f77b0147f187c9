package dev.migrateboot.sql;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Speaks just enough of PostgreSQL's protocol to let {@code psql} believe that everything
 * it sends succeeds, and keeps what it sends.
 */
final class RecordingServer implements Closeable {

	private static final int SSL_REQUEST = 80877103;

	private static final int GSS_REQUEST = 80877104;

	private static final Pattern COPY = Pattern
		.compile("(?is)\\s*copy\\b[^;]*\\bfrom\\s+stdin\\b(?!.*\\bto\\s+stdout\\b).*");

	private static final Pattern STRINGS = Pattern
		.compile("(?is)\\s*set\\s+(?:session\\s+|local\\s+)?standard_conforming_strings\\s*(?:=|to)\\s*'?(\\w+).*");

	private static final Pattern RESET = Pattern
		.compile("(?is)\\s*(reset\\s+standard_conforming_strings|reset\\s+all|discard\\s+all)\\b.*");

	private final ServerSocket socket;

	private final List<Query> queries = Collections.synchronizedList(new ArrayList<>());

	RecordingServer() throws IOException {
		this.socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
		Thread thread = new Thread(this::run, "recording-server");
		thread.setDaemon(true);
		thread.start();
	}

	int port() {
		return this.socket.getLocalPort();
	}

	/**
	 * Return what has been sent, in its order.
	 */
	List<Query> queries() {
		return List.copyOf(this.queries);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	private void run() {
		while (!this.socket.isClosed()) {
			try (Socket client = this.socket.accept()) {
				client.setTcpNoDelay(true);
				serve(new DataInputStream(new BufferedInputStream(client.getInputStream())),
						new DataOutputStream(client.getOutputStream()));
			}
			catch (IOException ex) {
				// The client, or the test, has gone.
			}
		}
	}

	private void serve(DataInputStream in, DataOutputStream out) throws IOException {
		int request = startup(in);
		while (request == SSL_REQUEST || request == GSS_REQUEST) {
			out.write('N');
			request = startup(in);
		}
		Answer hello = new Answer().message('R', new byte[4]);
		hello.parameter("server_version", "15.0").parameter("client_encoding", "UTF8");
		hello.parameter("standard_conforming_strings", "on").ready(out);
		for (int type = in.read(); type == 'Q'; type = in.read()) {
			byte[] body = body(in);
			String sql = new String(body, 0, body.length - 1, StandardCharsets.UTF_8);
			String bare = sql.replaceAll("(?s)/\\*.*?\\*/|--[^\n]*", " ");
			boolean copy = COPY.matcher(bare).matches();
			if (copy) {
				new Answer().message('G', new byte[3]).send(out);
			}
			this.queries.add(new Query(sql, copy ? data(in) : null));
			String strings = standardStrings(bare);
			if (strings != null) {
				new Answer().parameter("standard_conforming_strings", strings).send(out);
			}
			if (bare.replace(';', ' ').isBlank()) {
				new Answer().message('I', new byte[0]).ready(out);
			}
			else {
				new Answer().message('C', "OK\0".getBytes(StandardCharsets.UTF_8)).ready(out);
			}
		}
	}

	/**
	 * Return the new value of {@code standard_conforming_strings} that the server would
	 * report to the client.
	 */
	private static @Nullable String standardStrings(String sql) {
		Matcher setting = STRINGS.matcher(sql);
		if (setting.matches()) {
			return setting.group(1).matches("(?i)off|false|no?|0") ? "off" : "on";
		}
		return RESET.matcher(sql).matches() ? "on" : null;
	}

	private static int startup(DataInputStream in) throws IOException {
		int length = in.readInt();
		int code = in.readInt();
		in.skipNBytes(length - 8);
		return code;
	}

	private static byte[] body(DataInputStream in) throws IOException {
		byte[] body = new byte[in.readInt() - 4];
		in.readFully(body);
		return body;
	}

	private static String data(DataInputStream in) throws IOException {
		ByteArrayOutputStream data = new ByteArrayOutputStream();
		for (int type = in.read(); type != 'c' && type != 'f'; type = in.read()) {
			if (type < 0) {
				throw new EOFException();
			}
			data.write(body(in));
		}
		body(in);
		return data.toString(StandardCharsets.UTF_8).replaceFirst("(?m)^\\\\\\.\r?\n\\z", "");
	}

	/**
	 * What was sent.
	 *
	 * @param sql the query
	 * @param data the data behind it without the line that ends them, which older
	 * versions send too, or {@code null} if it is no {@code COPY}
	 */
	record Query(String sql, @Nullable String data) {

	}

	/**
	 * Messages to the client.
	 */
	private static final class Answer {

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		Answer message(char type, byte[] body) throws IOException {
			DataOutputStream out = new DataOutputStream(this.bytes);
			out.write(type);
			out.writeInt(body.length + 4);
			out.write(body);
			return this;
		}

		Answer parameter(String name, String value) throws IOException {
			return message('S', (name + '\0' + value + '\0').getBytes(StandardCharsets.UTF_8));
		}

		void ready(DataOutputStream out) throws IOException {
			message('Z', new byte[] { 'I' }).send(out);
		}

		void send(DataOutputStream out) throws IOException {
			out.write(this.bytes.toByteArray());
			out.flush();
		}

	}

}
