package dev.migrateboot.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.jayway.jsonpath.JsonPath;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * An application whose requests are virtual threads, in a process of the newest Java that
 * is installed, as this one may be older than they are.
 */
@ExtendWith(PostgresExtension.class)
class VirtualThreadIntegrationTests {

	private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)");

	private static final Pattern PORT = Pattern.compile("port=(\\d+);");

	private final HttpClient http = HttpClient.newHttpClient();

	@Test
	void startsAndServesTheEndpoint(TestDatabase database, @TempDir Path folder) throws Exception {
		Optional<Path> java = newestJava();
		assumeTrue(java.isPresent(), "no JDK of version 21 or later is installed");
		String location = new ScriptFolder(folder.resolve("scripts"))
			.pair("001_users", "create table users (id int);", "drop table users;")
			.pair("002_mail", "alter table users add mail text;", "alter table users drop mail;")
			.location();
		Path output = folder.resolve("output.log");
		Process process = start(java.get(), output, database, location);
		try {
			String endpoint = "http://localhost:%s/actuator/migrations".formatted(await(process, output, PORT));
			assertThat(get(endpoint)).contains("\"current\":\"002\"", "\"state\":\"up-to-date\"");
			String plan = JsonPath.read(get(endpoint + "/-1"), "$.plan");
			assertThat(post(endpoint + "/-1", plan)).contains("\"from\":\"002\",\"to\":\"001\"");
			assertThat(get(endpoint)).contains("\"current\":\"001\"", "\"hold\":{");
			assertThat(get(endpoint + "/journal")).contains("\"action\":\"downgrade\"");
			assertThat(Files.readString(output)).contains("asked by main, virtual: false",
					"asked by tomcat-handler-0, virtual: true", "asked by migrate, virtual: false");
		}
		finally {
			process.destroyForcibly().waitFor();
		}
	}

	private static Process start(Path java, Path output, TestDatabase database, String location) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(java.resolve("bin/java").toString(), "-XX:TieredStopAtLevel=1",
				"-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
				VirtualThreadApplication.class.getName(), "--spring.threads.virtual.enabled=true", "--server.port=0",
				"--spring.main.banner-mode=off", "--spring.main.web-application-type=servlet",
				"--spring.datasource.url=" + database.url(), "--spring.datasource.username=postgres",
				"--spring.flyway.enabled=false", "--migrate.locations=" + location, "--migrate.downgrade.enabled=true",
				"--migrate.downgrade.allow-anonymous=true", "--management.endpoint.migrations.access=unrestricted",
				"--management.endpoints.web.exposure.include=migrations");
		builder.environment().remove("JAVA_TOOL_OPTIONS");
		return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
	}

	private static String await(Process process, Path output, Pattern line) throws IOException {
		Instant deadline = Instant.now().plusSeconds(180);
		Matcher matcher = line.matcher(Files.readString(output));
		while (!matcher.find()) {
			assertThat(process.isAlive() && Instant.now().isBefore(deadline)).as(Files.readString(output)).isTrue();
			LockSupport.parkNanos(20_000_000);
			matcher = line.matcher(Files.readString(output));
		}
		return matcher.group(1);
	}

	/**
	 * Return the home of the newest Java from 21 on, this process's own included.
	 */
	private static Optional<Path> newestJava() throws IOException {
		Path installed = Path.of("/usr/lib/jvm");
		try (Stream<Path> found = Files.isDirectory(installed) ? Files.list(installed) : Stream.empty()) {
			return Stream.concat(found, Stream.of(Path.of(System.getProperty("java.home"))))
				.filter((home) -> Files.isExecutable(home.resolve("bin/java")) && version(home) >= 21)
				.max(Comparator.comparing(VirtualThreadIntegrationTests::version));
		}
	}

	private static int version(Path home) {
		try {
			Path release = home.resolve("release");
			Matcher matcher = VERSION.matcher(Files.isReadable(release) ? Files.readString(release) : "");
			return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
		}
		catch (IOException ex) {
			return 0;
		}
	}

	private String get(String address) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(URI.create(address)));
	}

	private String post(String address, String plan) throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(URI.create(address))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString("{\"plan\":\"%s\",\"reason\":\"x\"}".formatted(plan))));
	}

	private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
		HttpResponse<String> response = this.http.send(request.timeout(Duration.ofMinutes(1)).build(),
				BodyHandlers.ofString());
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return response.body();
	}

}
