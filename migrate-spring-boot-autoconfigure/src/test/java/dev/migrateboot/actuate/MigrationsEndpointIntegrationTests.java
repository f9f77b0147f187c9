package dev.migrateboot.actuate;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import com.jayway.jsonpath.JsonPath;
import dev.migrateboot.MigrationListener;
import dev.migrateboot.MigrationPlan;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.RunningApplication;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint over HTTP in a running application.
 */
@ExtendWith(PostgresExtension.class)
class MigrationsEndpointIntegrationTests {

	private static final String WRITABLE = """
			management.endpoint.migrations.access: unrestricted
			migrate.downgrade.enabled: true
			""";

	private final ScriptFolder folder;

	MigrationsEndpointIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts() {
		this.folder.pair("001_create_users", "create table users (id int);", "drop table users;")
			.file("002_add_mail_upgrade.sql", "alter table users add mail text;")
			.pair("003_add_age", "alter table users add age int;", "alter table users drop age;");
	}

	@Test
	void statusWhenUpToDate(TestDatabase database) {
		try (RunningApplication application = start(database, "")) {
			HttpResponse<String> response = application.get("");
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(masked(response)).isEqualTo("""
					{"current":"003","head":"003","state":"up-to-date","migrations":[\
					{"version":"001","description":"create users","script":"001_create_users_upgrade.sql",\
					"state":"applied","reversible":true,"appliedAt":"T","appliedBy":"postgres","durationMs":0},\
					{"version":"002","description":"add mail","script":"002_add_mail_upgrade.sql",\
					"state":"applied","reversible":false,"appliedAt":"T","appliedBy":"postgres","durationMs":0},\
					{"version":"003","description":"add age","script":"003_add_age_upgrade.sql",\
					"state":"applied","reversible":true,"appliedAt":"T","appliedBy":"postgres","durationMs":0}]}""");
		}
	}

	@Test
	void statusWhenNothingIsAppliedHasNoCurrent(TestDatabase database) {
		try (RunningApplication application = start(database, "migrate.startup: none")) {
			HttpResponse<String> response = application.get("");
			assertThat(masked(response)).startsWith("""
					{"head":"003","state":"pending","migrations":[\
					{"version":"001","description":"create users","script":"001_create_users_upgrade.sql",\
					"state":"pending","reversible":true},""");
			assertThat(response.body()).doesNotContain("null");
		}
	}

	@Test
	void repeatableScriptHasNoVersion(TestDatabase database) {
		this.folder.file("R__views.sql", "create or replace view v as select id from ${table};");
		try (RunningApplication application = start(database, WRITABLE + "migrate.placeholders.table: users")) {
			assertThat(masked(application.get(""))).endsWith("""
					{"description":"views","script":"R__views.sql","state":"applied","reversible":false,\
					"appliedAt":"T","appliedBy":"postgres","durationMs":0}]}""");
			this.folder.file("R__views.sql", "create or replace view v as select id, mail from ${table};");
			assertThat(masked(application.get("")))
				.startsWith("{\"current\":\"003\",\"head\":\"003\",\"state\":\"pending\"")
				.contains("\"script\":\"R__views.sql\",\"state\":\"pending\"");
			assertThat(masked(application.get("/head", "alice"))).isEqualTo("""
					{"from":"003","to":"003","direction":"upgrade","allowed":true,"plan":"ID","steps":[\
					{"script":"R__views.sql","direction":"upgrade","source":"package","transactional":true,\
					"sql":"create or replace view v as select id, mail from ${table};"}]}""");
			String plan = plan(application, "/head");
			assertThat(masked(application.post("/head", body(plan, "a column"), "alice"))).isEqualTo(
					"""
							{"from":"003","to":"003","direction":"upgrade","journal":"5","steps":[\
							{"script":"R__views.sql","direction":"upgrade","source":"package","outcome":"applied","durationMs":0}]}""");
		}
	}

	@Test
	void planShowsStepsAndTheirSqlToAnAuthenticatedUser(TestDatabase database) {
		try (RunningApplication application = start(database, WRITABLE)) {
			assertThat(masked(application.get("/-1", "alice"))).isEqualTo(
					"""
							{"from":"003","to":"002","direction":"downgrade","allowed":true,"plan":"ID","after":"refuse-traffic","steps":[\
							{"version":"003","direction":"downgrade","source":"history","transactional":true,\
							"sql":"alter table users drop age;","loses":[{"object":"public.users.age","kind":"column","empty":true}],\
							"locks":[{"object":"public.users","mode":"ACCESS EXCLUSIVE"}]}]}""");
			assertThat(masked(application.get("/002"))).isEqualTo(
					"""
							{"from":"003","to":"002","direction":"downgrade","allowed":true,"plan":"ID","after":"refuse-traffic","steps":[\
							{"version":"003","direction":"downgrade","source":"history","transactional":true,"loses":[{"object":"public.users.age","kind":"column","empty":true}],\
							"locks":[{"object":"public.users","mode":"ACCESS EXCLUSIVE"}]}]}""");
			assertThat(masked(application.get("/head"))).isEqualTo("""
					{"from":"003","to":"003","direction":"none","allowed":true,"plan":"ID","steps":[]}""");
		}
	}

	@Test
	void planWhenRefusedSaysWhy(TestDatabase database) {
		try (RunningApplication application = start(database, WRITABLE)) {
			HttpResponse<String> response = application.get("/base");
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(masked(response)).startsWith(
					"""
							{"from":"003","to":"base","direction":"downgrade","allowed":false,"refusal":{"error":"irreversible",\
							"message":"There is no way back over 002: neither the history nor this build has a downgrade script for it. \
							Nothing has been run.",\
							"action":"Choose a target at or above it, add a downgrade script to this build, or restore a backup."},\
							"plan":"ID","after":"refuse-traffic","steps":[""");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/007", "/nonsense", "/+1", "/-4", "/journals" })
	void planWhenTargetIsUnknownAnswers404(String path, TestDatabase database) {
		try (RunningApplication application = start(database, WRITABLE)) {
			HttpResponse<String> response = application.get(path);
			assertThat(response.statusCode()).isEqualTo(404);
			assertThat(value(response, "error")).isEqualTo("unknown-target");
		}
	}

	@Test
	void writeWhenAccessIsDefaultAnswers405(TestDatabase database) {
		try (RunningApplication application = start(database, "migrate.downgrade.enabled: true")) {
			assertThat(application.post("/-1", "{}", "alice").statusCode()).isEqualTo(405);
		}
	}

	@Test
	void writeExecutesThePlanThatWasRead(TestDatabase database) {
		try (RunningApplication application = start(database, WRITABLE)) {
			String plan = plan(application, "/-1");
			HttpResponse<String> response = application.post("/-1", body(plan, "too slow"), "alice");
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(masked(response)).isEqualTo(
					"""
							{"from":"003","to":"002","direction":"downgrade","journal":"5","steps":[\
							{"version":"003","direction":"downgrade","source":"history","outcome":"reverted","durationMs":0}]}""");
			assertThat(value(application.get(""), "current")).isEqualTo("002");
			assertThat(database.value("""
					select concat_ws('|', action, version, outcome, source, actor, reason, plan) from migrate_journal
					order by id desc limit 1""")).isEqualTo("downgrade|003|reverted|history|alice|too slow|" + plan);
			String up = plan(application, "/head");
			assertThat(application.post("/head", body(up, "fixed"), "alice").statusCode()).isEqualTo(200);
			assertThat(value(application.get(""), "current")).isEqualTo("003");
		}
	}

	@Test
	void writeWhenNobodyIsAuthenticatedAnswers403(TestDatabase database) {
		try (RunningApplication application = start(database, WRITABLE)) {
			assertError(application.post("/nonsense", "{}", null), 403, "anonymous",
					"Changing the database needs an authenticated user.",
					"Send the credentials of a user who may do that; migrate.downgrade.allow-anonymous=true does without.");
		}
	}

	@Test
	void writeWhenDowngradeIsDisabledAnswers403(TestDatabase database) {
		try (RunningApplication application = start(database, "management.endpoint.migrations.access: unrestricted")) {
			assertThat(application.get("/-1").body()).contains("\"allowed\":false", "\"error\":\"downgrade-disabled\"");
			assertError(application.post("/-1", "{}", "alice"), 403, "downgrade-disabled",
					"Downgrades by this endpoint are switched off.", "Set migrate.downgrade.enabled=true.");
			assertThat(application.post("/nonsense", "{}", "alice").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void writeWhenBelowFloorAnswers403(TestDatabase database) {
		try (RunningApplication application = start(database, WRITABLE + "migrate.downgrade.floor: 3")) {
			assertError(application.post("/-1", "{}", "alice"), 403, "below-floor",
					"Target 002 lies below 3, the lowest version that migrate.downgrade.floor allows.",
					"Choose 3 or a version above it.");
		}
	}

	@Test
	void writeWhenIncompleteAnswers400(TestDatabase database) {
		try (RunningApplication application = start(database, WRITABLE)) {
			assertError(application.post("/-1", "{\"reason\":\"x\"}", "alice"), 400, "plan-required",
					"The id of the plan is missing.",
					"Read the plan with GET /actuator/migrations/-1 and send its id as \"plan\".");
			assertError(application.post("/base", "{\"plan\":\"x\",\"reason\":\" \"}", "alice"), 400, "reason-required",
					"The reason is missing.", "Send why this is done as \"reason\"; it is written into the journal.");
		}
	}

	@Test
	void writeWhenIrreversibleAnswers422(TestDatabase database) {
		try (RunningApplication application = start(database, WRITABLE)) {
			HttpResponse<String> response = application.post("/base", body(plan(application, "/base"), "x"), "alice");
			assertThat(response.statusCode()).isEqualTo(422);
			assertThat(value(response, "error")).isEqualTo("irreversible");
			assertThat(value(application.get(""), "current")).isEqualTo("003");
		}
	}

	@Test
	void writeWhenPlanIsStaleAnswers409AndRunsNothing(TestDatabase database) {
		try (RunningApplication application = start(database, WRITABLE)) {
			String plan = plan(application, "/002");
			assertThat(application.post("/002", body(plan, "first"), "alice").statusCode()).isEqualTo(200);
			assertError(application.post("/002", body(plan, "second"), "bob"), 409, "stale-plan",
					"The plan is out of date: the database or the build is no longer what it was read from. Nothing has been run.",
					"Read the plan again and decide anew.");
			assertThat(application.post("/head", body(plan, "third"), "bob").statusCode()).isEqualTo(409);
			assertThat(value(application.get(""), "current")).isEqualTo("002");
		}
	}

	@Test
	void writeWhenStoredAndPackagedDowngradeDifferNeedsAChoice(TestDatabase database) {
		start(database, WRITABLE).close();
		this.folder.file("003_add_age_downgrade.sql", "alter table users rename age to old_age;");
		try (RunningApplication application = start(database, WRITABLE)) {
			HttpResponse<String> read = application.get("/-1", "alice");
			assertThat(masked(read)).contains("\"sources\":{", "\"history\":\"alter table users drop age;\"",
					"\"package\":\"alter table users rename age to old_age;\"");
			String plan = value(read, "plan");
			HttpResponse<String> undecided = application.post("/-1", body(plan, "x"), "alice");
			assertThat(undecided.statusCode()).isEqualTo(400);
			assertThat(value(undecided, "error")).isEqualTo("source-required");
			String decided = "{\"plan\":\"%s\",\"reason\":\"x\",\"source\":\"package\"}".formatted(plan);
			assertThat(application.post("/-1", decided, "alice").statusCode()).isEqualTo(200);
			assertThat(database.list("select column_name from information_schema.columns where table_name = 'users'"))
				.contains("old_age");
		}
	}

	@Test
	void writeWhenStatementFailsAnswers500WithThePlace(TestDatabase database) {
		this.folder.file("003_add_age_downgrade.sql", "select 1;\nalter table users drop agee;");
		try (RunningApplication application = start(database, WRITABLE)) {
			HttpResponse<String> response = application.post("/-1", body(plan(application, "/-1"), "x"), "alice");
			assertThat(response.statusCode()).isEqualTo(500);
			assertThat(response.body()).contains("""
					"file":"003_add_age_downgrade.sql (stored in the history)","line":2,"column":1,\
					"statement":"alter table users drop agee","sqlState":"42703","done":[]}""");
			assertThat(value(response, "error")).isEqualTo("statement-failed");
			assertThat(value(application.get(""), "current")).isEqualTo("003");
		}
	}

	@Test
	void writeWhenAnotherRunIsInProgressAnswers409AndNamesIt(TestDatabase database) throws Exception {
		ExecutorService other = Executors.newSingleThreadExecutor();
		try (RunningApplication application = start(database, WRITABLE, Gate.class)) {
			Gate.Latches gate = application.bean(Gate.Latches.class);
			String plan = plan(application, "/-1");
			gate.close();
			Future<HttpResponse<String>> first = other.submit(() -> application.post("/-1", body(plan, "1"), "alice"));
			assertThat(gate.entered().await(1, TimeUnit.MINUTES)).isTrue();
			HttpResponse<String> response = application.post("/-1", body(plan, "2"), "bob");
			assertThat(value(application.get(""), "state")).isEqualTo("running");
			gate.release().countDown();
			assertThat(response.statusCode()).isEqualTo(409);
			assertThat(value(response, "error")).isEqualTo("run-in-progress");
			assertThat(value(response, "run.by")).isEqualTo("alice");
			assertThat(value(response, "run.direction")).isEqualTo("downgrade");
			assertThat(value(response, "run.target")).isEqualTo("002");
			assertThat(first.get().statusCode()).isEqualTo(200);
		}
		finally {
			other.shutdownNow();
		}
	}

	@Test
	void writeWhenAnonymousIsAllowedNeedsNobody(TestDatabase database) {
		try (RunningApplication application = start(database, WRITABLE + "migrate.downgrade.allow-anonymous: true")) {
			assertThat(application.post("/-1", body(plan(application, "/-1"), "x"), null).statusCode()).isEqualTo(200);
			assertThat(database.value("select actor from migrate_journal order by id desc limit 1"))
				.isEqualTo("anonymous");
		}
	}

	private RunningApplication start(TestDatabase database, String yaml, Class<?>... sources) {
		return RunningApplication.start(database, "migrate.locations: " + this.folder.location() + "\n" + yaml,
				sources);
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

	private static void assertError(HttpResponse<String> response, int status, String error, String message,
			String action) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(value(response, "error")).isEqualTo(error);
		assertThat(value(response, "message")).isEqualTo(message);
		assertThat(value(response, "action")).isEqualTo(action);
		assertThat(response.body()).doesNotContain("null");
	}

	private static String masked(HttpResponse<String> response) {
		return response.body()
			.replaceAll("\"appliedAt\":\"\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-]\\d\\d:\\d\\d)\"", "\"appliedAt\":\"T\"")
			.replaceAll("\"durationMs\":\\d+", "\"durationMs\":0")
			.replaceAll("\"plan\":\"[0-9a-f]{64}\"", "\"plan\":\"ID\"");
	}

	@Configuration(proxyBeanMethods = false)
	static class Gate {

		@Bean
		Latches latches() {
			return new Latches();
		}

		/**
		 * Stops a run before its first step, once it is closed.
		 */
		static final class Latches implements MigrationListener {

			private final CountDownLatch entered = new CountDownLatch(1);

			private final CountDownLatch release = new CountDownLatch(1);

			private volatile boolean closed;

			@Override
			public void beforeRun(MigrationPlan plan) {
				if (this.closed) {
					this.entered.countDown();
					try {
						this.release.await();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				}
			}

			void close() {
				this.closed = true;
			}

			CountDownLatch entered() {
				return this.entered;
			}

			CountDownLatch release() {
				return this.release;
			}

		}

	}

}
