package dev.migrateboot.actuate;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;

import com.jayway.jsonpath.JsonPath;
import dev.migrateboot.UpgradingProcess;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.RunningApplication;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An instance that dies while it takes the database back, and another one that goes on.
 */
@ExtendWith(PostgresExtension.class)
class TakeoverEndpointIntegrationTests {

	private final ScriptFolder folder;

	TakeoverEndpointIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@ParameterizedTest
	@CsvSource({ "'', up-to-date", "'drop index concurrently letters_note;\n', failed" })
	void downgradeOfAnInstanceThatWasKilledIsFinishedByAnother(String first, String left, TestDatabase database)
			throws Exception {
		this.folder.pair("001_letters", "create table letters (id int);", "drop table letters;")
			.pair("002_note", "alter table letters add note text; create index letters_note on letters (note);",
					first + "select pg_advisory_xact_lock(7);\nalter table letters drop note;");
		try (RunningApplication survivor = start(database)) {
			try (Connection connection = database.dataSource().getConnection();
					Statement blocker = connection.createStatement()) {
				blocker.execute("select pg_advisory_lock(7)");
				Process process = startDowngrade(database);
				database.waitUntilBlocked(7);
				assertThat(survivor.get("").body()).contains("\"state\":\"running\"", "\"instance\":\"mortal\"");
				assertThat(downgrade(survivor).body()).contains("\"error\":\"run-in-progress\"",
						"mortal runs the downgrade to 001 by alice since ");
				process.destroyForcibly().waitFor();
				database.waitUntil("not exists (select from pg_stat_activity where query like '%pg_advisory_xact_lock%'"
						+ " and datname = current_database() and pid <> pg_backend_pid())");
			}
			database.execute("update migrate_claim set expires = clock_timestamp() where expires is not null");
			assertThat(survivor.get("").body()).contains("\"state\":\"" + left + "\"");
			HttpResponse<String> answer = downgrade(survivor);
			assertThat(answer.body()).contains("\"outcome\":\"reverted\"");
			assertThat(survivor.get("").body()).contains("\"current\":\"001\"", "\"state\":\"pending\"",
					"\"hold\":{\"from\":\"002\",\"by\":\"bob\",\"reason\":\"alice's instance died\"");
		}
		assertThat(database.list("select attname from pg_attribute where attrelid = 'letters'::regclass and attnum > 0"
				+ " and not attisdropped"))
			.containsExactly("id");
		assertThat(database.list("select version from migrate_history")).containsExactly("001");
	}

	private RunningApplication start(TestDatabase database) {
		return RunningApplication.start(database, """
				management.endpoint.migrations.access: unrestricted
				migrate: {locations: '%s', downgrade.enabled: true}
				""".formatted(this.folder.location()));
	}

	private Process startDowngrade(TestDatabase database) throws Exception {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), UpgradingProcess.class.getName(), database.url(),
				this.folder.location(), "mortal", "001")
			.inheritIO()
			.start();
	}

	private static HttpResponse<String> downgrade(RunningApplication application) {
		String plan = JsonPath.read(application.get("/001").body(), "$.plan");
		return application.post("/001", "{\"plan\":\"%s\",\"reason\":\"alice's instance died\"}".formatted(plan),
				"bob");
	}

}
