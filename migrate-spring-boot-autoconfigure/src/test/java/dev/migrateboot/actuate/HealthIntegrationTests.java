package dev.migrateboot.actuate;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

import com.jayway.jsonpath.JsonPath;
import dev.migrateboot.Migrations;
import dev.migrateboot.Migrations.Order;
import dev.migrateboot.StatementException;
import dev.migrateboot.Target;
import dev.migrateboot.autoconfigure.MigrateDataSource;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.RecordingDataSource;
import dev.migrateboot.support.RunningApplication;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What health is told of the migrations, over HTTP.
 */
@ExtendWith(PostgresExtension.class)
class HealthIntegrationTests {

	private static final Duration HOUR = Duration.ofHours(1);

	private static final String DETAILS = "management.endpoint.health.show-details: always\n";

	private static final String ENDLESS_POOL = DETAILS + "spring.datasource.hikari.connection-timeout: 600000\n"
			+ "migrate.downgrade.after: none\n";

	private static final String UP_TO_DATE = """
			{"status":"UP","details":{"current":"002","head":"002","state":"up-to-date","pending":0}}""";

	private final ScriptFolder folder;

	private TestDatabase database;

	HealthIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts(TestDatabase database) {
		this.database = database;
		this.folder.pair("001_users", "create table users (id int);", "drop table users;")
			.pair("002_mail", "alter table users add mail text;", "alter table users drop mail;");
	}

	@Test
	void tellsWhereTheDatabaseStands() {
		try (RunningApplication application = start(DETAILS)) {
			assertUp(application, UP_TO_DATE);
			Object components = JsonPath.read(application.health("").body(), "$.components.migrations");
			assertThat(components).isEqualTo(json(UP_TO_DATE));
		}
	}

	@Test
	void detailsAreForThoseWhoMaySeeThem() {
		try (RunningApplication application = start("management.endpoint.health.show-components: always\n")) {
			assertUp(application, "{\"status\":\"UP\"}");
		}
	}

	@Test
	void whatIsPendingIsNotDown() {
		try (RunningApplication application = start(DETAILS + "migrate.startup: none\n")) {
			assertUp(application,
					"{\"status\":\"UP\",\"details\":{\"head\":\"002\",\"state\":\"pending\",\"pending\":2}}");
		}
	}

	@Test
	void oldBuildOnANewerDatabaseIsNotDown() {
		start("").close();
		this.folder.deletePair("002_mail");
		try (RunningApplication application = start(DETAILS)) {
			assertUp(application,
					"{\"status\":\"UP\",\"details\":{\"current\":\"002\",\"head\":\"001\",\"state\":\"ahead\",\"pending\":0}}");
		}
	}

	@Test
	void changedScriptIsNotDown() {
		start("").close();
		this.folder.file("001_users_upgrade.sql", "create table users (id bigint);");
		try (RunningApplication application = start(DETAILS + "migrate.startup: none\n")) {
			assertThat(application.health("/migrations").body()).contains("\"UP\"", "\"state\":\"changed\"");
		}
	}

	@Test
	void revisionThatStoppedHalfWayIsNotDown() {
		try (RunningApplication application = start(DETAILS)) {
			this.database.execute("insert into users values (1), (1)");
			this.folder.file("003_unique_upgrade.sql", "create unique index concurrently users_id on users (id);");
			Migrations migrations = application.bean(Migrations.class);
			catchThrowableOfType(StatementException.class, () -> migrations.upgrade(Target.HEAD));
			assertThat(this.database.value("select state from migrate_history where version = '003'"))
				.isEqualTo("failed");
			HttpResponse<String> seen = application.health("/migrations");
			assertThat(seen.statusCode()).isEqualTo(200);
			assertThat(seen.body()).contains("\"UP\"", "\"state\":\"failed\"");
		}
	}

	@Test
	void holdIsShownAtOnceAndRefusesTrafficInTheGroupOfReadiness() {
		String yaml = DETAILS + "management.endpoint.health.probes.enabled: true\n"
				+ "management.endpoint.health.group.readiness.include: readinessState,migrations\n";
		try (RunningApplication application = start(yaml, Seldom.class)) {
			assertUp(application, UP_TO_DATE);
			Migrations migrations = application.bean(Migrations.class);
			Target target = Target.parse("001");
			migrations.execute(target, new Order(migrations.plan(target).id(), "ada", "too slow", null, true));
			HttpResponse<String> seen = application.health("/migrations");
			String since = JsonPath.read(seen.body(), "$.details.hold.since");
			assertUp(application,
					"{\"status\":\"UP\",\"details\":{\"current\":\"001\",\"head\":\"002\",\"state\":\"pending\",\"pending\":1,"
							+ "\"hold\":{\"from\":\"002\",\"by\":\"ada\",\"reason\":\"too slow\",\"since\":\"" + since
							+ "\"}}}");
			await(application, "/readiness", "OUT_OF_SERVICE");
			assertThat(application.health("/readiness").statusCode()).isEqualTo(503);
			assertThat(application.health("/readiness").body()).contains("\"migrations\":{", "\"state\":\"pending\"");
		}
	}

	@Test
	void databaseWithoutConnectionsIsDown() {
		String role = this.database.role("owner");
		String yaml = DETAILS + "migrate.startup: none\nmigrate.user: " + role + "\n";
		try (RunningApplication application = start(yaml, Often.class)) {
			await(application, "/migrations", "UP");
			this.database.execute("alter role %s nologin".formatted(role));
			await(application, "/migrations", "DOWN");
			HttpResponse<String> seen = application.health("/migrations");
			assertThat(seen.statusCode()).isEqualTo(503);
			assertBody(seen,
					"{\"status\":\"DOWN\",\"details\":{\"error\":\"database\",\"message\":\"No connection to the database: "
							+ "FATAL: role \\\"%s\\\" is not permitted to log in\"}}".formatted(role));
			this.database.execute("alter role %s login".formatted(role));
			await(application, "/migrations", "UP");
		}
	}

	@Test
	void whatCannotBeToldThoughTheDatabaseAnswersIsUnknown() {
		try (RunningApplication application = start(DETAILS)) {
			this.database.execute("update migrate_claim set format = 99, readable_from = 99");
			HttpResponse<String> seen = application.health("/migrations");
			assertThat(seen.statusCode()).isEqualTo(200);
			assertThat(seen.body()).contains("\"UNKNOWN\"", "\"error\":\"newer-layout\"",
					"\"message\":\"The tables of");
			assertThat(application.health("").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void nobodyWaitsForThePool() throws SQLException {
		String yaml = "migrate.startup: none\n" + ENDLESS_POOL;
		List<Connection> all = new ArrayList<>();
		try (RunningApplication application = start(yaml, Impatient.class)) {
			take(application, all);
			HttpResponse<String> seen = application.health("/migrations");
			assertThat(seen.statusCode()).isEqualTo(200);
			assertBody(seen,
					"{\"status\":\"UNKNOWN\",\"details\":{\"error\":\"database\",\"message\":\"The database has not answered yet.\"}}");
			giveBack(all);
			await(application, "/migrations", "UP");
		}
	}

	@Test
	void whileALookTakesLongTheOneBeforeItCounts() throws SQLException {
		List<Connection> all = new ArrayList<>();
		try (RunningApplication application = start(ENDLESS_POOL, Impatient.class)) {
			await(application, "/migrations", "UP");
			take(application, all);
			assertUp(application, UP_TO_DATE);
			assertUp(application, UP_TO_DATE);
			giveBack(all);
		}
	}

	@Test
	void lookThatTakesTooLongIsDown() throws SQLException {
		List<Connection> all = new ArrayList<>();
		try (RunningApplication application = start(ENDLESS_POOL, VeryImpatient.class)) {
			take(application, all);
			await(application, "/migrations", "DOWN");
			HttpResponse<String> seen = application.health("/migrations");
			assertThat(seen.statusCode()).isEqualTo(503);
			assertBody(seen,
					"{\"status\":\"DOWN\",\"details\":{\"error\":\"database\",\"message\":\"The database does not answer.\"}}");
			giveBack(all);
			await(application, "/migrations", "UP");
		}
	}

	@Test
	void pollsShareOneLook() {
		String yaml = DETAILS + "migrate.downgrade.after: none\n";
		try (RunningApplication application = start(yaml, Recorded.class, Seldom.class)) {
			RecordingDataSource recording = application.bean(RecordingDataSource.class);
			int start = recording.calls().size();
			for (int i = 0; i < 20; i++) {
				assertUp(application, UP_TO_DATE);
			}
			List<String> look = recording.calls().subList(start, recording.calls().size());
			assertThat(look).startsWith("open").endsWith("close").hasSize(4);
		}
	}

	@Test
	void isSwitchedOffAsEveryContributorIs() {
		try (RunningApplication application = start(DETAILS + "management.health.migrations.enabled: false\n")) {
			assertThat(application.health("/migrations").statusCode()).isEqualTo(404);
			assertThat(application.health("").body()).doesNotContain("migrations");
		}
	}

	@Test
	void thereIsNoneWithoutMigrations() {
		try (RunningApplication application = start(DETAILS + "migrate.enabled: false\n")) {
			assertThat(application.health("/migrations").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void whatIsDisabledLateLooksAtNothing() {
		MigrationsHealth health = new MigrationsHealth(() -> {
			throw new AssertionError("is looked at");
		}, false, Duration.ZERO);
		assertThat(health.answer()).hasToString("Answer[status=UNKNOWN, details={}]");
		health.destroy();
	}

	private RunningApplication start(String yaml) {
		return start(yaml, Seldom.class);
	}

	private RunningApplication start(String yaml, Class<?>... sources) {
		return RunningApplication.start(this.database, "migrate.locations: " + this.folder.location() + "\n" + yaml,
				sources);
	}

	private static void take(RunningApplication application, List<Connection> all) throws SQLException {
		while (all.size() < RunningApplication.POOL_SIZE) {
			all.add(application.bean(DataSource.class).getConnection());
		}
	}

	private static void giveBack(List<Connection> all) throws SQLException {
		for (Connection connection : all) {
			connection.close();
		}
	}

	private static void assertUp(RunningApplication application, String body) {
		HttpResponse<String> seen = application.health("/migrations");
		assertBody(seen, body);
		assertThat(seen.statusCode()).isEqualTo(200);
	}

	/**
	 * The lines of Spring Boot have different orders of status and details.
	 */
	private static void assertBody(HttpResponse<String> seen, String expected) {
		assertThat(json(seen.body())).isEqualTo(json(expected));
	}

	private static Object json(String text) {
		return JsonPath.read(text, "$");
	}

	private static void await(RunningApplication application, String path, String status) {
		Instant deadline = Instant.now().plusSeconds(60);
		while (!JsonPath.read(application.health(path).body(), "$.status").equals(status)) {
			assertThat(Instant.now()).isBefore(deadline);
			LockSupport.parkNanos(5_000_000);
		}
	}

	/**
	 * Looks whenever it is asked, and takes its time.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Often {

		@Bean
		MigrationsHealth migrationsHealth(ObjectProvider<Migrations> migrations) {
			return new MigrationsHealth(migrations::getObject, true, Duration.ZERO, HOUR, HOUR);
		}

	}

	/**
	 * Looks once, and takes its time.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Seldom {

		@Bean
		MigrationsHealth migrationsHealth(ObjectProvider<Migrations> migrations) {
			return new MigrationsHealth(migrations::getObject, true, HOUR, HOUR, HOUR);
		}

	}

	/**
	 * Looks whenever it is asked, and waits for nothing.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Impatient {

		@Bean
		MigrationsHealth migrationsHealth(ObjectProvider<Migrations> migrations) {
			return new MigrationsHealth(migrations::getObject, true, Duration.ZERO, Duration.ZERO, HOUR);
		}

	}

	/**
	 * Looks whenever it is asked, and waits for nothing at all.
	 */
	@Configuration(proxyBeanMethods = false)
	static class VeryImpatient {

		@Bean
		MigrationsHealth migrationsHealth(ObjectProvider<Migrations> migrations) {
			return new MigrationsHealth(migrations::getObject, true, Duration.ZERO, Duration.ZERO, Duration.ZERO);
		}

	}

	/**
	 * Writes down what migrations ask the database.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Recorded {

		@Bean(defaultCandidate = false)
		@MigrateDataSource
		RecordingDataSource recording(DataSource dataSource) {
			return new RecordingDataSource(dataSource);
		}

	}

}
