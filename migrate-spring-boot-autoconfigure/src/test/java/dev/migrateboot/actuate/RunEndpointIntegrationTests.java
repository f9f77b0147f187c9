package dev.migrateboot.actuate;

import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.jayway.jsonpath.JsonPath;
import dev.migrateboot.Migrations;
import dev.migrateboot.Target;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.RunningApplication;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the endpoint shows of a run in progress.
 */
@ExtendWith(PostgresExtension.class)
class RunEndpointIntegrationTests {

	private final ScriptFolder folder;

	RunEndpointIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@Test
	void runShowsItsStatementAndWhoBlocksItToWhomeverMaySeeSql(TestDatabase database) throws Exception {
		ExecutorService other = Executors.newSingleThreadExecutor();
		this.folder.file("001_users_upgrade.sql", "create table users (id int, mail text);")
			.file("002_lock_upgrade.sql", "insert into users values (4711);\nalter table users add note text;");
		try (RunningApplication application = RunningApplication.start(database,
				"migrate.target: 1\nmigrate.lock-timeout: 1m\nmigrate.locations: " + this.folder.location());
				Connection reader = database.dataSource().getConnection();
				Statement statement = reader.createStatement()) {
			reader.setAutoCommit(false);
			statement.execute("select * from users where mail = 'secret'");
			Future<?> run = other.submit(() -> application.bean(Migrations.class).upgrade(Target.HEAD));
			database.waitUntil("exists (select from pg_locks where relation = 'users'::regclass and not granted)");
			HttpResponse<String> seen = application.get("", "ada");
			assertThat(value(seen, "run.version")).isEqualTo("002");
			assertThat(value(seen, "run.statement")).isEqualTo("2");
			assertThat(value(seen, "run.statements")).isEqualTo("2");
			assertThat(value(seen, "run.sql")).isEqualTo("alter table users add note text");
			assertThat(seen.body()).contains("\"state\":\"idle in transaction\"",
					"\"relation\":\"users\",\"query\":\"select * from users where mail = ?\"}]");
			assertThat(application.get("").body()).contains("\"statement\":2", "\"relation\":\"users\"}]")
				.doesNotContain("\"sql\"", "\"query\"");
			reader.rollback();
			run.get();
			assertThat(application.get("").body()).doesNotContain("\"run\"");
		}
		finally {
			other.shutdownNow();
		}
	}

	@Test
	void runGoesOnWhenItsClientGoesAway(TestDatabase database) throws Exception {
		this.folder.pair("001_users", "create table users (id int);",
				"select pg_advisory_xact_lock(7);\ndrop table users;");
		try (RunningApplication application = RunningApplication.start(database, """
				management.endpoint.migrations.access: unrestricted
				migrate: {locations: '%s', downgrade.enabled: true}
				""".formatted(this.folder.location()));
				Connection connection = database.dataSource().getConnection();
				Statement blocker = connection.createStatement()) {
			String plan = value(application.get("/base"), "plan");
			blocker.execute("select pg_advisory_lock(7)");
			try (Socket client = new Socket("localhost", application.port())) {
				String body = "{\"plan\":\"%s\",\"reason\":\"too slow\"}".formatted(plan);
				client.getOutputStream()
					.write("POST /actuator/migrations/base HTTP/1.1\r\nHost: localhost\r\nX-User: ada\r\nContent-Type: application/json\r\nContent-Length: %s\r\n\r\n%s"
						.formatted(body.length(), body)
						.getBytes(StandardCharsets.US_ASCII));
				database.waitUntilBlocked(7);
			}
			assertThat(value(application.get(""), "run.by")).isEqualTo("ada");
			blocker.execute("select pg_advisory_unlock(7)");
			database.waitUntil("exists (select from migrate_journal where outcome = 'reverted' and actor = 'ada')");
			database.waitUntil("to_regclass('users') is null");
		}
	}

	private static String value(HttpResponse<String> response, String path) {
		return JsonPath.read(response.body(), "$." + path).toString();
	}

}
