package dev.migrateboot.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import org.jspecify.annotations.Nullable;

/**
 * Speaks HTTP with a running sample, as nobody or as the operator.
 */
final class ArchiveClient {

	private final HttpClient http = HttpClient.newHttpClient();

	private final int port;

	private final String user;

	private final @Nullable String password;

	private ArchiveClient(int port, String user, @Nullable String password) {
		this.port = port;
		this.user = user;
		this.password = password;
	}

	static ArchiveClient anonymous(int port) {
		return new ArchiveClient(port, "", null);
	}

	static ArchiveClient operator(int port, String password) {
		return new ArchiveClient(port, "operator", password);
	}

	static ArchiveClient viewer(int port, String password) {
		return new ArchiveClient(port, "viewer", password);
	}

	HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return send(request(path));
	}

	HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
		return post(path, "application/json", json);
	}

	HttpResponse<String> post(String path, String contentType, String body) throws IOException, InterruptedException {
		return send(request(path).header("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
	}

	private HttpRequest.Builder request(String path) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path));
		if (this.password != null) {
			byte[] credentials = (this.user + ":" + this.password).getBytes(StandardCharsets.UTF_8);
			request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
		}
		return request;
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.http.send(request.build(), BodyHandlers.ofString());
	}

}
