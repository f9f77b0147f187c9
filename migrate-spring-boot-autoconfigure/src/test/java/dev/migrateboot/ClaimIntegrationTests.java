package dev.migrateboot;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import dev.migrateboot.support.Together;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The right of one instance to migrate: waited for, given up, taken over, lost. Scripts
 * stop half-way at an advisory lock that the test holds.
 */
@ExtendWith(PostgresExtension.class)
class ClaimIntegrationTests {

	private static final String EXPIRE = "update migrate_claim set expires = clock_timestamp() - interval '1 s'";

	private static final String OTHER = "application_name = 'PostgreSQL JDBC Driver' and pid <> pg_backend_pid()";

	private final ScriptFolder folder;

	ClaimIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts() {
		this.folder.pair("001_a", "create table a (id int);", "drop table a;")
			.pair("002_slow", "insert into a values (2); select pg_advisory_xact_lock(42); insert into a values (3);",
					"delete from a;")
			.pair("003_last", "create table c (id int);", "drop table c;");
	}

	@Test
	void liveOwnerIsWaitedForAndThenNothingIsLeftToDo(TestDatabase database) throws Exception {
		try (Gate gate = new Gate(database)) {
			Future<MigrationReport> owner = start(database, "owner");
			database.waitUntilBlocked(42);
			Future<MigrationReport> waiter = start(database, "waiter");
			waitForAWaiter(database);
			assertThat(database.value("""
					select count(*) from pg_stat_activity
					where xact_start is not null and datname = current_database() and pid <> pg_backend_pid()
					  and not exists (select from pg_locks l where l.pid = pg_stat_activity.pid and not l.granted)
					  and state <> 'active'""")).isEqualTo("0");
			gate.open();
			assertThat(owner.get().steps()).hasSize(3);
			assertThat(waiter.get().steps()).isEmpty();
			assertThat(waiter.get().to()).hasToString("003");
		}
		assertThat(database.list("select id from a")).containsExactly("2", "3");
	}

	@Test
	void liveOwnerIsGivenUpAfterTheClaimTimeout(TestDatabase database) throws Exception {
		try (Gate gate = new Gate(database)) {
			Future<MigrationReport> owner = start(database, "owner");
			database.waitUntilBlocked(42);
			database.execute(EXPIRE);
			Migrations waiter = TestSettings.of(this.folder)
				.instance("waiter")
				.claimTimeout(Duration.ofMillis(200))
				.migrations(database);
			ClaimException failure = catchThrowableOfType(ClaimException.class, () -> waiter.upgrade(Target.HEAD));
			assertThat(Failures.text(this.folder, failure).replaceAll("since \\S+,", "since TIME,")).isEqualTo(
					"""
							Waited 0.2s for another instance that is migrating: owner runs the upgrade to 003 by postgres since TIME, at 002 (2 of 3), statement 2 of 3: select pg_advisory_xact_lock(?). Nothing has been run by this instance.

							Action:
							See what it does in /actuator/migrations on any instance; if it only needs longer, raise migrate.claim-timeout.
							""");
			assertThat(failure.getRun().instance()).isEqualTo("owner");
			gate.open();
			assertThat(owner.get().steps()).hasSize(3);
		}
	}

	@Test
	void executeDoesNotWait(TestDatabase database) throws Exception {
		try (Gate gate = new Gate(database)) {
			Migrations migrations = TestSettings.migrations(database, this.folder);
			migrations.upgrade(Target.parse("001"));
			MigrationPlan plan = migrations.plan(Target.HEAD);
			Future<MigrationReport> owner = start(database, "owner");
			database.waitUntilBlocked(42);
			Migrations.Order order = new Migrations.Order(plan.id(), "ada", "why", null);
			ClaimException failure = catchThrowableOfType(ClaimException.class,
					() -> migrations.execute(Target.HEAD, order));
			assertThat(Failures.text(this.folder, failure).replaceAll("since \\S+,", "since TIME,")).isEqualTo(
					"""
							Another run is in progress: owner runs the upgrade to 003 by postgres since TIME, at 002 (1 of 2), statement 2 of 3.

							Action:
							Wait until it has ended, then read the plan again.
							""");
			assertThat(failure.getError()).isEqualTo("run-in-progress");
			assertThat(failure.getRun().version()).isEqualTo("002");
			gate.open();
			assertThat(owner.get().steps()).hasSize(2);
		}
	}

	@Test
	void statusShowsTheRun(TestDatabase database) throws Exception {
		try (Gate gate = new Gate(database)) {
			Future<MigrationReport> owner = start(database, "owner");
			database.waitUntilBlocked(42);
			Migrations migrations = TestSettings.migrations(database, this.folder);
			for (String expiry : new String[] { "update migrate_claim set expires = expires", EXPIRE }) {
				database.execute(expiry);
				MigrationStatus status = migrations.status();
				assertThat(status.state()).isEqualTo(MigrationStatus.State.RUNNING);
				Blocker blocker = status.run().blockers().get(0);
				assertThat(status.run()).isEqualTo(new RunInfo("upgrade", "003", "owner", "postgres",
						status.run().since(), "002", 2, 3, 2, 3, "select pg_advisory_xact_lock(?)", List.of(blocker)));
				assertThat(blocker).isEqualTo(new Blocker(gate.pid(), "PostgreSQL JDBC Driver", "postgres", "idle",
						null, null, "select pg_advisory_lock(?)"));
			}
			gate.open();
			owner.get();
			assertThat(migrations.status().run()).isNull();
		}
	}

	@Test
	void ownerWhoseConnectionWasCutGoesOnFromTheHistory(TestDatabase database) throws Exception {
		try (Gate gate = new Gate(database)) {
			Future<MigrationReport> owner = start(database, "owner");
			database.waitUntilBlocked(42);
			Future<MigrationReport> waiter = start(database, "waiter");
			waitForAWaiter(database);
			terminate(database);
			database.waitUntil("(select token from migrate_claim) = 2");
			database.waitUntilBlocked(42);
			gate.open();
			assertThat(owner.get().steps()).extracting((step) -> step.version().toString())
				.containsExactly("001", "002", "003");
			assertThat(owner.get().from()).isNull();
			assertThat(waiter.get().steps()).isEmpty();
		}
		assertThat(database.list("select id from a")).containsExactly("2", "3");
		assertThat(database.list("select version || outcome || instance from migrate_journal order by id"))
			.containsExactly("001appliedowner", "002appliedowner", "003appliedowner");
	}

	@Test
	void exactlyThePlanThatWasReadIsNotResumed(TestDatabase database) throws Exception {
		try (Gate gate = new Gate(database)) {
			Migrations migrations = TestSettings.migrations(database, this.folder);
			migrations.upgrade(Target.parse("001"));
			Migrations.Order order = new Migrations.Order(migrations.plan(Target.HEAD).id(), "ada", "why", null);
			Future<MigrationReport> owner = Together.start(() -> migrations.execute(Target.HEAD, order));
			database.waitUntilBlocked(42);
			terminate(database);
			ExecutionException failure = catchThrowableOfType(ExecutionException.class, owner::get);
			assertThat(Failures.text(this.folder, (MigrateException) failure.getCause())).isEqualTo("""
					FOLDER/002_slow_upgrade.sql:1:27: terminating connection due to administrator command

					    select pg_advisory_xact_lock(42)
					    ^

					SQLSTATE: 57P01

					Revision 002 was rolled back as a whole. Nothing else was run.

					Action:
					The connection to the server was lost. Start again; nothing of 002 is left in the database.
					""");
			gate.open();
		}
	}

	@Test
	void expiredClaimIsTakenOver(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		migrations.upgrade(Target.parse("001"));
		leaveClaim(database, "- interval '1 s'");
		assertThat(migrations.status().run()).isNull();
		assertThat(migrations.upgrade(Target.parse("002")).steps()).hasSize(1);
		assertThat(database.value("select token from migrate_claim")).isEqualTo("8");
	}

	@Test
	void claimThatHasNotExpiredIsRespected(TestDatabase database) {
		TestSettings.migrations(database, this.folder).upgrade(Target.parse("001"));
		leaveClaim(database, "+ interval '1 h'");
		Migrations migrations = TestSettings.of(this.folder).claimTimeout(Duration.ofMillis(50)).migrations(database);
		assertThat(Failures.of(() -> migrations.upgrade(Target.HEAD))).isInstanceOf(ClaimException.class);
		assertThat(Failures.of(() -> migrations.downgrade(Target.BASE))).isInstanceOf(ClaimException.class);
		assertThat(Failures.of(() -> migrations.stamp(Target.HEAD))).isInstanceOf(ClaimException.class);
		assertThat(database.list("select version from migrate_history")).containsExactly("001");
	}

	@Test
	void ownerThatLostItsClaimBetweenTwoStepsStopsOrGoesOnFromTheHistory(TestDatabase database) {
		MigrationListener thief = new MigrationListener() {

			@Override
			public void afterStep(MigrationReport.Step step) {
				database.execute("update migrate_claim set token = token + 1, instance = 'thief', expires = now()");
			}

		};
		Migrations migrations = TestSettings.of(this.folder).migrations(database.dataSource(), thief);
		TestSettings.migrations(database, this.folder).stamp(Target.BASE);
		Migrations.Order order = new Migrations.Order(migrations.plan(Target.HEAD).id(), "ada", "why", null);
		assertThat(Failures.text(this.folder, () -> migrations.execute(Target.HEAD, order))).isEqualTo(
				"""
						This instance lost the right to migrate to another one while it was paused or cut off; what it had not committed is rolled back.

						Action:
						Start again; the history tells what has been applied.
						""");
		assertThat(database.list("select version from migrate_history")).containsExactly("001");
		assertThat(database.value("select instance from migrate_claim")).isEqualTo("thief");
		database.execute("update a set id = 1");
		this.folder.file("002_slow_upgrade.sql", "insert into a values (2);");
		assertThat(migrations.upgrade(Target.HEAD).steps()).extracting((step) -> step.version().toString())
			.containsExactly("002", "003");
		assertThat(database.value("select token from migrate_claim")).isEqualTo("7");
	}

	@Test
	void claimCannotBeTakenWhileARevisionRuns(TestDatabase database) throws Exception {
		try (Gate gate = new Gate(database)) {
			Future<MigrationReport> owner = start(database, "owner");
			database.waitUntilBlocked(42);
			database.execute(EXPIRE);
			try (Connection connection = database.dataSource().getConnection();
					Statement statement = connection.createStatement()) {
				statement.execute("set lock_timeout = '50ms'");
				assertThat(catchThrowableOfType(SQLException.class,
						() -> statement.execute("update migrate_claim set token = token + 1"))
					.getSQLState()).isEqualTo("55P03");
			}
			gate.open();
			assertThat(owner.get().steps()).hasSize(3);
		}
	}

	@Test
	void statementOutsideATransactionKeepsTheClaimWhileItRuns(TestDatabase database) throws Exception {
		this.folder.file("002_slow_upgrade.sql", "-- migrate: transaction=off\nselect pg_advisory_lock(42);");
		try (Gate gate = new Gate(database)) {
			Future<MigrationReport> owner = start(database, "owner");
			database.waitUntilBlocked(42);
			database.execute(EXPIRE);
			Migrations other = TestSettings.of(this.folder).claimTimeout(Duration.ofMillis(200)).migrations(database);
			assertThat(other.status().state()).isEqualTo(MigrationStatus.State.RUNNING);
			assertThat(Failures.of(() -> other.upgrade(Target.HEAD))).isInstanceOf(ClaimException.class);
			gate.open();
			assertThat(owner.get().steps()).hasSize(3);
		}
	}

	/**
	 * Waits for as long as it really takes.
	 */
	@Test
	void claimIsRenewedWhileALongStatementRuns(TestDatabase database) throws Exception {
		this.folder.file("002_slow_upgrade.sql",
				"-- migrate: lock-timeout=5m\nselect pg_advisory_xact_lock(42);\ninsert into a values (2);");
		ScriptFolder outside = new ScriptFolder(this.folder.path().resolve("outside")).file("001_slow_upgrade.sql",
				"-- migrate: lock-timeout=5m\n-- migrate: transaction=off\nselect pg_advisory_lock(42);");
		try (Gate gate = new Gate(database)) {
			Future<MigrationReport> owner = Together.start(
					() -> TestSettings.of(this.folder).ignore("outside/**").migrations(database).upgrade(Target.HEAD));
			Future<MigrationReport> other = Together
				.start(() -> TestSettings.of(outside).schema("outside").migrations(database).upgrade(Target.HEAD));
			database.waitUntil("(select count(*) from pg_locks where locktype = 'advisory' and not granted) = 2");
			String renewed = "(select expires > '%s' from migrate_claim) and (select expires > '%s' from outside.migrate_claim)"
				.formatted(database.value("select expires from migrate_claim"),
						database.value("select expires from outside.migrate_claim"));
			database.waitUntil(renewed);
			gate.open();
			assertThat(owner.get().steps()).hasSize(3);
			assertThat(other.get().steps()).hasSize(1);
		}
	}

	@Test
	void guardAndRenewalFailOnceTheTokenHasChanged(TestDatabase database) throws Exception {
		TestSettings.migrations(database, this.folder).upgrade(Target.parse("001"));
		Tables tables = Tables.of("public", "migrate_history");
		RunInfo wanted = new RunInfo("upgrade", "003", "me", "ada", OffsetDateTime.now(), null, 0, 1);
		try (Session session = Session.open(database.dataSource());
				Claim claim = Claim.take(session, tables, wanted, Duration.ZERO, () -> false)) {
			claim.guard();
			claim.renew(Version.parse("002"), 1, 3);
			database.execute("update migrate_claim set token = token + 1");
			assertThat(Failures.of(claim::guard)).isInstanceOf(ClaimException.class);
			assertThat(Failures.of(() -> claim.renew(Version.parse("002"), 1, 3))).isInstanceOf(ClaimException.class);
		}
		assertThat(database.value("select instance from migrate_claim")).isEqualTo("me");
	}

	@Test
	void failedRunReleasesTheClaim(TestDatabase database) {
		this.folder.file("002_slow_upgrade.sql", "select 1 / 0;");
		Migrations migrations = TestSettings.migrations(database, this.folder);
		assertThat(Failures.of(() -> migrations.upgrade(Target.HEAD))).isInstanceOf(StatementException.class);
		assertThat(database.value("select count(instance) + count(expires) from migrate_claim")).isEqualTo("0");
		assertThat(migrations.status().run()).isNull();
	}

	private Future<MigrationReport> start(TestDatabase database, String instance) {
		return Together
			.start(() -> TestSettings.of(this.folder).instance(instance).migrations(database).upgrade(Target.HEAD));
	}

	private static void terminate(TestDatabase database) {
		database
			.value("select pg_terminate_backend(pid) from pg_stat_activity where query like '%002/2 */ move all%' and "
					+ OTHER);
	}

	private static void waitForAWaiter(TestDatabase database) {
		database.waitUntil("exists (select from pg_stat_activity where query like '%instance is not null%' and " + OTHER
				+ " and datname = current_database())");
	}

	private static void leaveClaim(TestDatabase database, String expiry) {
		database.execute(
				"""
						update migrate_claim set token = 7, direction = 'upgrade', target = '003', instance = 'gone', actor = 'ada',
						  since = now(), version = '002', step = 1, steps = 2, expires = clock_timestamp()
						"""
						+ expiry);
	}

	/**
	 * The advisory lock at which scripts stop.
	 */
	private static final class Gate implements AutoCloseable {

		private final Connection connection;

		Gate(TestDatabase database) throws SQLException {
			this.connection = database.dataSource().getConnection();
			execute("select pg_advisory_lock(42)");
		}

		int pid() throws SQLException {
			return this.connection.unwrap(PGConnection.class).getBackendPID();
		}

		void open() throws SQLException {
			execute("select pg_advisory_unlock(42)");
		}

		@Override
		public void close() throws SQLException {
			this.connection.close();
		}

		private void execute(String sql) throws SQLException {
			try (Statement statement = this.connection.createStatement()) {
				statement.execute(sql);
			}
		}

	}

}
