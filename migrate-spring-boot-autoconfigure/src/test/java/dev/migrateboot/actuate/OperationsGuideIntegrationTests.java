package dev.migrateboot.actuate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.Option;
import dev.migrateboot.PlanCheck;
import dev.migrateboot.PlanException;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.RunningApplication;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import dev.migrateboot.support.Together;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What docs/operations.md shows is what a running application answers.
 */
@ExtendWith(PostgresExtension.class)
class OperationsGuideIntegrationTests {

	private static final String WRITABLE = """
			management.endpoint.migrations.access: unrestricted
			migrate.downgrade.enabled: true
			""";

	private static final com.jayway.jsonpath.Configuration LENIENT = com.jayway.jsonpath.Configuration
		.defaultConfiguration()
		.addOptions(Option.DEFAULT_PATH_LEAF_TO_NULL);

	private final ScriptFolder folder;

	private TestDatabase database;

	OperationsGuideIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts(TestDatabase database) {
		this.database = database;
		this.folder.pair("001_create_orders", "create table orders (id int);", "drop table orders;")
			.pair("002_add_note", "alter table orders add note text;", "alter table orders drop note;");
	}

	@Test
	void statesWithoutFailure() {
		try (RunningApplication application = start("migrate.startup: none")) {
			assertShown("pending", application.get(""));
		}
		try (RunningApplication application = start("")) {
			assertShown("up-to-date", application.get(""));
			this.folder.file("001_create_orders_upgrade.sql", "create table orders (id bigint);");
			assertShown("changed", application.get(""));
		}
		try (RunningApplication application = start(WRITABLE + "migrate.startup: none")) {
			assertShown("changed-script", post(application, "/head", "x", "x"));
		}
	}

	@Test
	void databaseThatIsAhead() {
		start("").close();
		this.folder.deletePair("002_add_note");
		try (RunningApplication application = start("")) {
			assertShown("ahead", application.get(""));
		}
	}

	@Test
	void revisionThatStoppedHalfWay() {
		this.folder.file("003_index_upgrade.sql", "create index concurrently i on orders (id);\nselect 1 / 0;");
		assertThat(catchThrowable(() -> start(""))).isNotNull();
		try (RunningApplication application = start("migrate.startup: none")) {
			assertShown("failed", application.get(""));
		}
	}

	@Test
	void runInProgress() throws Exception {
		this.folder.file("002_add_note_downgrade.sql", "select pg_advisory_xact_lock(7);");
		try (RunningApplication application = start(WRITABLE);
				Connection connection = this.database.dataSource().getConnection();
				Statement blocker = connection.createStatement()) {
			String plan = plan(application, "/-1");
			blocker.execute("select pg_advisory_lock(7)");
			Future<HttpResponse<String>> run = Together.start(() -> post(application, "/-1", plan, "too slow"));
			this.database.waitUntilBlocked(7);
			assertShown("running", application.get(""));
			assertShown("run-in-progress", post(application, "/-1", plan, "me too"));
			blocker.execute("select pg_advisory_unlock(7)");
			assertThat(run.get().statusCode()).isEqualTo(200);
		}
	}

	@Test
	void downgradeThatStaysDown() {
		try (RunningApplication application = start(WRITABLE)) {
			assertThat(post(application, "/-1", plan(application, "/-1"), "002 is too slow").statusCode())
				.isEqualTo(200);
			assertShown("hold", application.get(""));
		}
		String text = catchThrowable(() -> start("")).getCause().getMessage();
		assertThat(guide()).contains("```text\n" + masked(text) + "\n```");
	}

	@Test
	void whoMayNot() {
		try (RunningApplication application = start(WRITABLE)) {
			assertShown("anonymous", application.post("/-1", "{}", null));
			assertShown("unknown-target", post(application, "/007", "x", "x"));
			assertShown("plan-required", application.post("/-1", "{}", "alice"));
			assertShown("reason-required", application.post("/-1", "{\"plan\":\"x\"}", "alice"));
		}
		try (RunningApplication application = start("management.endpoint.migrations.access: unrestricted")) {
			assertShown("downgrade-disabled", application.post("/-1", "{}", "alice"));
		}
		try (RunningApplication application = start(WRITABLE + "migrate.downgrade.floor: '002'")) {
			assertShown("below-floor", application.post("/-1", "{}", "alice"));
		}
	}

	@Test
	void plansThatAreNotExecuted() {
		this.folder.file("003_gone_upgrade.sql", "-- migrate: irreversible=the letters are burnt\nselect 1;");
		try (RunningApplication application = start(WRITABLE)) {
			assertShown("irreversible", post(application, "/-1", plan(application, "/-1"), "x"));
			assertShown("stale-plan", post(application, "/head", "0", "x"));
		}
	}

	@Test
	void scriptsThatAreNotRun() {
		start("").close();
		String other = this.database.role("reporting");
		this.folder.file("002_add_note_downgrade.sql", "alter table orders drop note cascade;");
		try (RunningApplication application = start(WRITABLE)) {
			assertShown("source-required", post(application, "/-1", plan(application, "/-1"), "x"));
			this.database.execute("grant update on migrate_history to " + other);
			assertShown("unsafe-tables", post(application, "/-1", plan(application, "/-1"), "x"));
		}
	}

	@Test
	void upgradesThatAreNotExecuted() {
		this.folder.deletePair("002_add_note").pair("003_add_price", "alter table orders add price int;", "select 1;");
		start("").close();
		this.folder.pair("002_add_note", "alter table orders add note text;", "alter table orders drop note;");
		try (RunningApplication application = start(WRITABLE + "migrate.startup: none")) {
			assertShown("out-of-order", upgrade(application));
			this.folder.file("004_add_owner_upgrade.sql", "alter table orders add owner text default 'nobody;");
			assertShown("script", application.get("/head"));
		}
	}

	@Test
	void downgradesThatAreNotExecuted() {
		this.folder.pair("003_reader", "grant select on orders to ${reader};",
				"revoke select on orders from ${reader};");
		start("migrate.placeholders.reader: pg_read_all_data").close();
		try (RunningApplication application = start(WRITABLE + "migrate.startup: none")) {
			assertShown("undefined-placeholder", post(application, "/-1", plan(application, "/-1"), "x"));
		}
		try (RunningApplication application = start(WRITABLE + "migrate: {startup: none, placeholders.reader: public}",
				Freeze.class)) {
			assertShown("refused", post(application, "/-1", plan(application, "/-1"), "x"));
		}
	}

	@Test
	void revisionsThatStoppedHalfWay() {
		this.folder.pair("003_index", "create index i on orders (id);", "drop index concurrently i;\nselect 1 / 0;");
		try (RunningApplication application = start(WRITABLE)) {
			assertThat(post(application, "/-1", plan(application, "/-1"), "x").body()).contains("statement-failed");
			assertShown("half-reverted", upgrade(application));
		}
	}

	@Test
	void statementWhoseOutcomeIsUnknown() {
		this.folder.file("003_own_upgrade.sql",
				"-- migrate: transaction=off\nselect pg_terminate_backend(pg_backend_pid());");
		assertThat(catchThrowable(() -> start(""))).isNotNull();
		try (RunningApplication application = start(WRITABLE + "migrate.startup: none")) {
			assertShown("outcome-unknown", upgrade(application));
		}
	}

	@Test
	void databasesThatAreNotAsExpected() {
		this.database.execute("create table orders (id int)");
		try (RunningApplication application = start(WRITABLE + "migrate.startup: none")) {
			assertShown("unversioned-schema", upgrade(application));
			this.database.execute("drop table orders");
			assertThat(upgrade(application).statusCode()).isEqualTo(200);
			this.database.execute("alter table migrate_journal rename to moved");
			assertShown("database", application.get(""));
			this.database.execute("alter table moved rename to migrate_journal", "drop table migrate_hold");
			assertShown("incomplete-history", application.get(""));
		}
	}

	@Test
	void requestThatIsTooLong() {
		try (RunningApplication application = start(WRITABLE)) {
			assertShown("request-too-large", post(application, "/-1", "x", "x".repeat(20_000)));
		}
	}

	@Test
	void statementThatFails() {
		try (RunningApplication application = start(WRITABLE)) {
			this.database.execute("create view notes as select note from orders");
			assertShown("statement-failed", post(application, "/-1", plan(application, "/-1"), "x"));
		}
	}

	private RunningApplication start(String yaml, Class<?>... sources) {
		return RunningApplication.start(this.database, "migrate.locations: " + this.folder.location() + "\n" + yaml,
				sources);
	}

	private static HttpResponse<String> upgrade(RunningApplication application) {
		String plan = JsonPath.parse(application.get("/head").body(), LENIENT).read("$.plan");
		return post(application, "/head", String.valueOf(plan), "x");
	}

	private static String plan(RunningApplication application, String path) {
		return JsonPath.read(application.get(path).body(), "$.plan");
	}

	private static HttpResponse<String> post(RunningApplication application, String path, String plan, String reason) {
		return application.post(path, "{\"plan\":\"%s\",\"reason\":\"%s\"}".formatted(plan, reason), "alice");
	}

	private void assertShown(String heading, HttpResponse<String> response) {
		Matcher block = Pattern
			.compile("^#+ `%s`.*?^```json\\n(.*?)\\n```$".formatted(heading), Pattern.MULTILINE | Pattern.DOTALL)
			.matcher(guide());
		assertThat(block.find()).as("%s: %s %s", heading, response.statusCode(), masked(response.body())).isTrue();
		assertThat(response.statusCode() + " " + masked(response.body())).as(heading).isEqualTo(block.group(1));
	}

	private String masked(String text) {
		return this.folder.anonymous(text)
			.replaceAll("\"migrations\":\\[.*?\\](?=[,}])", "\"migrations\":[…]")
			.replaceAll("\"run\":\\{[^{}]*(?:\\{[^{}]*\\}[^{}]*)*\\}", "\"run\":{…}")
			.replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "<time>")
			.replaceAll("(progress: )\\S+ runs", "$1<instance> runs")
			.replaceAll("\\w+_reporting", "reporting");
	}

	private static String guide() {
		try {
			return Files.readString(Path.of("../docs/operations.md"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Refuses every plan.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Freeze {

		@Bean
		PlanCheck freeze() {
			return (plan) -> {
				throw PlanException.refused("Nothing is changed between Friday and Monday.", "Try again on Monday.");
			};
		}

	}

}
