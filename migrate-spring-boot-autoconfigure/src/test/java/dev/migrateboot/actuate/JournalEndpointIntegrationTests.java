package dev.migrateboot.actuate;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

import com.jayway.jsonpath.JsonPath;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.RunningApplication;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What the endpoint tells of the past: the journal, and a downgrade that stays down.
 */
@ExtendWith(PostgresExtension.class)
class JournalEndpointIntegrationTests {

	private static final String WRITABLE = """
			management.endpoint.migrations.access: unrestricted
			migrate.downgrade.enabled: true
			""";

	private final ScriptFolder folder;

	JournalEndpointIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts() {
		this.folder.pair("001_create_users", "create table users (id int);", "drop table users;")
			.file("002_add_mail_upgrade.sql", "alter table users add mail text;")
			.pair("003_add_age", "alter table users add age int;", "alter table users drop age;");
	}

	@Test
	void journalTellsWhatHasBeenDoneNewestFirst(TestDatabase database) {
		this.folder.file("004_gone_upgrade.sql", "-- migrate: transaction=off\nselect 1;")
			.file("004_gone_downgrade.sql", "select 1 / 0;");
		try (RunningApplication application = start(database, WRITABLE)) {
			String plan = plan(application, "/003");
			application.post("/003", body(plan, "trying"), "alice");
			HttpResponse<String> response = application.get("/journal?limit=2", "bob");
			assertThat(response.body()
				.replaceAll("\"(at|instance|build|plan)\":\"[^\"]+\"", "\"$1\":\"X\"")
				.replaceAll("\"durationMs\":\\d+", "\"durationMs\":0")).isEqualTo(
						"""
								{"entries":[{"id":"5","at":"X","action":"downgrade","version":"004",\
								"script":"004_gone_downgrade.sql","outcome":"failed","source":"history",\
								"actor":"alice","reason":"trying","instance":"X","build":"X","plan":"X","durationMs":0,\
								"message":"004_gone_downgrade.sql (stored in the history):1:1: division by zero\\n\\n    select 1 / 0\\n    ^\\n\\n\
								SQLSTATE: 22012\\n\\nRevision 004 was rolled back as a whole. Nothing else was run."},\
								{"id":"4","at":"X","action":"upgrade","version":"004","script":"004_gone_upgrade.sql",\
								"outcome":"applied","source":"package","actor":"postgres","instance":"X","build":"X","durationMs":0}],"before":"4"}""");
			assertThat(value(response, "entries[0].plan")).isEqualTo(plan);
			assertThat(value(application.get("/journal"), "entries[0].message"))
				.isEqualTo("004_gone_downgrade.sql (stored in the history):1:1: division by zero\n\n"
						+ "Revision 004 was rolled back as a whole. Nothing else was run.");
			HttpResponse<String> rest = application.get("/journal?before=4");
			assertThat(JsonPath.<List<String>>read(rest.body(), "$.entries[*].id")).containsExactly("3", "2", "1");
			assertThat(rest.body()).doesNotContain("\"before\"");
			assertThat(application.get("/journal?before=x").statusCode()).isEqualTo(400);
			assertThat(application.get("/journal?limit=0").body()).contains("\"before\":\"5\"");
		}
	}

	@Test
	void journalWithoutAHistoryIsEmpty(TestDatabase database) {
		try (RunningApplication application = start(database, "migrate.startup: none")) {
			assertThat(application.get("/journal").body()).isEqualTo("{\"entries\":[]}");
		}
	}

	@Test
	void statusShowsTheHoldUntilSomebodyUpgrades(TestDatabase database) {
		try (RunningApplication application = start(database, WRITABLE)) {
			assertThat(application.get("").body()).doesNotContain("hold");
			application.post("/-1", body(plan(application, "/-1"), "too slow"), "alice");
			HttpResponse<String> held = application.get("");
			assertThat(held.body().replaceAll("\"since\":\"[^\"]+\"", "\"since\":\"T\""))
				.endsWith(",\"hold\":{\"from\":\"003\",\"by\":\"alice\",\"reason\":\"too slow\",\"since\":\"T\"}}");
			assertThat(value(held, "hold.since")).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-]\\d\\d:\\d\\d)");
			assertThat(catchThrowable(() -> start(database, ""))).isNotNull();
			application.post("/head", body(plan(application, "/head"), "fixed"), "alice");
			assertThat(application.get("").body()).doesNotContain("hold");
			start(database, "").close();
		}
	}

	private RunningApplication start(TestDatabase database, String yaml) {
		return RunningApplication.start(database, "migrate.locations: " + this.folder.location() + "\n" + yaml);
	}

	private static String plan(RunningApplication application, String path) {
		return value(application.get(path), "plan");
	}

	private static String body(String plan, String reason) {
		return "{\"plan\":\"%s\",\"reason\":\"%s\"}".formatted(plan, reason);
	}

	private static String value(HttpResponse<String> response, String path) {
		return JsonPath.read(response.body(), "$." + path).toString();
	}

}
