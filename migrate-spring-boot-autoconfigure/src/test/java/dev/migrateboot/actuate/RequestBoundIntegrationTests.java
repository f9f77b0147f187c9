package dev.migrateboot.actuate;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.RunningApplication;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much the endpoint reads of a request, wherever it is served.
 */
@ExtendWith(PostgresExtension.class)
class RequestBoundIntegrationTests {

	private static final int LONGEST = 16 * 1024;

	private static final String TOO_LARGE = """
			{"error":"request-too-large","message":"The request is longer than 16384 bytes.",\
			"action":"Send plan, reason and source, nothing else."}""";

	@ParameterizedTest
	@MethodSource
	void bodyIsBounded(String yaml, String path, TestDatabase database, @TempDir Path folder) throws Exception {
		new ScriptFolder(folder).pair("001_a", "create table a (id int);", "drop table a;");
		try (RunningApplication application = RunningApplication.start(database, """
				management.endpoint.migrations.access: unrestricted
				migrate: {locations: 'filesystem:%s', downgrade: {enabled: true, allow-anonymous: true}}
				""".formatted(folder) + yaml)) {
			String port = application.bean(Environment.class)
				.getProperty(yaml.contains("management.server") ? "local.management.port" : "local.server.port");
			URI uri = URI.create("http://localhost:%s%s/base".formatted(port, path));
			assertAnswer(uri, BodyPublishers.ofString(body(LONGEST)), 400, "plan-required");
			assertAnswer(uri, BodyPublishers.ofString(body(LONGEST + 1)), 413, TOO_LARGE);
			assertAnswer(uri, chunked(body(LONGEST)), 400, "plan-required");
			assertAnswer(uri, chunked(body(LONGEST + 1)), 413, TOO_LARGE);
			assertThat(database.list("select version from migrate_history")).containsExactly("001");
		}
	}

	static Stream<Object[]> bodyIsBounded() {
		return Stream.of(new Object[] { "", "/actuator/migrations" },
				new Object[] { "management.server.port: 0", "/actuator/migrations" },
				new Object[] { "management.server: {port: 0, base-path: /ops}", "/ops/actuator/migrations" },
				new Object[] { "server.servlet.context-path: /app", "/app/actuator/migrations" },
				new Object[] { "spring.mvc.servlet.path: /mvc", "/mvc/actuator/migrations" },
				new Object[] { "management.endpoints.web.base-path: /", "/migrations" }, new Object[] {
						"management.endpoints.web: {base-path: /manage, path-mapping.migrations: db}", "/manage/db" });
	}

	private static String body(int length) {
		String start = "{\"reason\":\"";
		return start + "x".repeat(length - start.length() - 2) + "\"}";
	}

	private static BodyPublisher chunked(String body) {
		return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
	}

	private static void assertAnswer(URI uri, BodyPublisher body, int status, String text) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(uri).header("Content-Type", "application/json").POST(body).build();
		HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(response.body()).contains(text);
		assertThat(response.statusCode()).isEqualTo(status);
	}

}
