package dev.migrateboot;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;

import dev.migrateboot.support.OneConnection;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import dev.migrateboot.support.Together;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Statements that others are in the way of: given up soon, tried again, told about. A
 * sequence counts the attempts, as a rollback does not take it back.
 */
@ExtendWith(PostgresExtension.class)
class LockRetryIntegrationTests {

	private static final String COUNT = "select nextval('attempts');\n";

	private static final String ATTEMPTS = "select case when is_called then last_value else 0 end from attempts";

	/**
	 * Long enough for somebody to look meanwhile on a machine that has much to do.
	 */
	private static final Duration SEEN = Duration.ofSeconds(3);

	private final ScriptFolder folder;

	private TestDatabase database;

	private Connection other;

	private TestSettings settings;

	LockRetryIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void prepare(TestDatabase database) throws SQLException {
		this.database = database;
		this.other = database.dataSource().getConnection();
		this.settings = TestSettings.of(this.folder).lockTimeout(Duration.ofMillis(60));
		this.folder.file("001_busy_upgrade.sql", "create sequence attempts; create table busy (id int primary key);");
		this.settings.migrations(database).upgrade(Target.HEAD);
	}

	@AfterEach
	void close() throws SQLException {
		this.other.close();
	}

	@Test
	void revisionIsTriedAgainAsAWholeUntilTheLockIsFree() throws Exception {
		this.folder.file("002_lock_upgrade.sql",
				COUNT + "insert into busy values (1); alter table busy add name text;");
		hold("lock busy in share mode");
		Future<MigrationReport> run = run();
		this.database.waitUntil("(" + ATTEMPTS + ") >= 3");
		assertThat(run).isNotDone();
		this.other.rollback();
		assertThat(run.get().steps()).hasSize(1);
		assertThat(this.database.list("select id from busy")).containsExactly("1");
		assertThat(this.database.list("select outcome from migrate_journal where version = '002'"))
			.containsExactly("applied");
	}

	@Test
	void unitIsTriedAgainAloneAndWhatIsFinishedIsNot() throws Exception {
		this.folder.file("002_units_upgrade.sql", """
				create table a (id int);
				vacuum a;
				set search_path = public;
				insert into a values (1);
				vacuum a;
				select nextval('attempts');
				alter table busy add name text;
				insert into a values (2);
				vacuum a;
				""");
		hold("lock busy in share mode");
		Future<MigrationReport> run = run();
		this.database.waitUntil("(" + ATTEMPTS + ") >= 3");
		assertThat(this.database.list("select id from a")).containsExactly("1");
		assertThat(this.database.value("select progress_finished from migrate_history where version = '002'"))
			.isEqualTo("5");
		this.other.rollback();
		assertThat(run.get().steps()).hasSize(1);
		assertThat(this.database.list("select id from a order by id")).containsExactly("1", "2");
	}

	@Test
	void statementOutsideATransactionIsTriedAgainAlone() throws Exception {
		this.folder.file("002_off_upgrade.sql", """
				-- migrate: transaction=off
				create table a (id int);
				insert into a values (1);
				alter table busy add name text;
				vacuum full busy;
				""");
		hold("lock busy in share mode");
		Future<MigrationReport> run = run();
		String triedAgain = "exists (select from migrate_history where version = '002' and progress_finished = 2"
				+ " and not progress_started and xmin::text::bigint > %s)";
		this.database.waitUntil("exists (select from migrate_history where version = '002' and progress_finished = 2)");
		String before = this.database.value("select pg_snapshot_xmax(pg_current_snapshot())");
		this.database.waitUntil(triedAgain.formatted(before));
		String again = this.database.value("select pg_snapshot_xmax(pg_current_snapshot())");
		this.database.waitUntil(triedAgain.formatted(again));
		this.other.rollback();
		assertThat(run.get().steps()).hasSize(1);
		assertThat(this.database.list("select id from a")).containsExactly("1");
	}

	@Test
	void vacuumFullDoesNotHaveTheWorldQueueBehindIt() throws Exception {
		this.folder.file("002_vacuum_upgrade.sql", "vacuum full busy;");
		hold("lock busy in share mode");
		assertThat(Failures.of(() -> this.settings.lockTimeout(SEEN)
			.lockRetryFor(Duration.ZERO)
			.migrations(this.database)
			.upgrade(Target.HEAD))).hasMessageContaining("SQLSTATE: 55P03")
			.hasMessageContaining("lock on busy: lock busy in share mode");
		this.other.rollback();
		assertThat(this.settings.migrations(this.database).upgrade(Target.HEAD).steps()).hasSize(1);
	}

	@Test
	void transactionThatReadsForLongKeepsInstancesWaitingAndNobodyElse() throws Exception {
		this.folder.file("002_lock_upgrade.sql", COUNT + "alter table busy add name text;");
		hold("select count(*) from busy");
		Future<List<MigrationReport>> instances = Together.start(() -> Together.run(20,
				(number) -> () -> TestSettings.of(this.folder)
					.lockTimeout(Duration.ofMillis(60))
					.instance("instance-" + number)
					.migrations(this.database)
					.upgradeOnStart(Target.HEAD)));
		for (int attempts = 1; attempts <= 4; attempts++) {
			this.database.waitUntil("(%s) >= %d".formatted(ATTEMPTS, attempts));
			assertThat(this.database.value("select count(*) from busy")).isEqualTo("0");
		}
		assertThat(instances).isNotDone();
		this.other.rollback();
		assertThat(instances.get().stream().mapToInt((report) -> report.steps().size()).sum()).isEqualTo(1);
	}

	@Test
	void sessionThatKeepsATableAsVacuumDoesIsNamed() throws Exception {
		this.folder.file("002_lock_upgrade.sql", "alter table busy alter id set statistics 7;");
		hold("set application_name = 'housekeeping'", "lock table busy in share update exclusive mode");
		assertThat(Failures
			.of(() -> this.settings.lockTimeout(SEEN)
				.lockRetryFor(Duration.ZERO)
				.migrations(this.database)
				.upgrade(Target.HEAD))
			.getMessage()).containsPattern(
					"In the way:\n- pid \\d+ \\(housekeeping\\) of user postgres, idle in transaction, in a transaction for \\d+ s, lock on busy: lock table busy in share update exclusive mode\n");
	}

	@Test
	void deadlockIsTriedAgain() throws Exception {
		this.folder.file("002_deadlock_upgrade.sql",
				COUNT + "create table a (id int);\nselect pg_advisory_xact_lock(1);\nalter table busy add name text;");
		this.database.execute("alter database %s set deadlock_timeout = '2s'".formatted(this.database.name()));
		hold("set deadlock_timeout = '10min'", "lock busy in access share mode");
		this.settings.lockTimeout(Duration.ofMinutes(1));
		Future<MigrationReport> run = run();
		this.database.waitUntil("exists (select from pg_locks where relation = 'busy'::regclass and not granted)");
		hold("select pg_advisory_lock(1)");
		this.other.rollback();
		assertThat(run.isDone()).isFalse();
		hold("select pg_advisory_unlock(1)");
		assertThat(run.get().steps()).hasSize(1);
		assertThat(this.database.value(ATTEMPTS)).isEqualTo("2");
	}

	@Test
	void codeIsTriedAgain() throws Exception {
		hold("lock busy in share mode");
		Future<MigrationReport> run = Together.start(() -> Migrations.create(this.database.dataSource(),
				this.settings.settings(), List.of(), List.of(), List.of(new TestCode.Fill("1", (jdbc) -> {
					jdbc.sql("select nextval('attempts')").query(Long.class).single();
					jdbc.sql("insert into busy values (1)").update();
				})))
			.upgrade(Target.HEAD));
		this.database.waitUntil("(" + ATTEMPTS + ") >= 2");
		this.other.rollback();
		assertThat(run.get().steps()).hasSize(1);
	}

	@Test
	void poolOfOneSaysThatNobodyCouldLook() throws Exception {
		this.folder.file("002_lock_upgrade.sql", "lock busy;");
		hold("lock busy in share mode");
		try (OneConnection pool = new OneConnection(this.database.dataSource())) {
			assertThat(Failures
				.of(() -> this.settings.lockRetryFor(Duration.ofMillis(400)).migrations(pool).upgrade(Target.HEAD)))
				.hasMessageContaining(
						"\n\nTried 2 times in 0 s. Who held the lock is not known: there was no second connection to look with.\n\nRevision 002");
		}
	}

	@Test
	void statusShowsWhoIsInTheWay() throws Exception {
		this.folder.file("002_lock_upgrade.sql", "create table a (id int);\nlock busy;");
		this.settings.lockTimeout(Duration.ofMinutes(1));
		hold("select 'secret'", "lock busy in share mode");
		Future<MigrationReport> run = run();
		this.database.waitUntil("exists (select from pg_locks where relation = 'busy'::regclass and not granted)");
		RunInfo info = this.settings.migrations(this.database).status().run();
		assertThat(info.statement()).isEqualTo(2);
		assertThat(info.statements()).isEqualTo(2);
		assertThat(info.sql()).isEqualTo("lock busy");
		assertThat(info.blockers()).singleElement().satisfies((blocker) -> {
			assertThat(blocker.state()).isEqualTo("idle in transaction");
			assertThat(blocker.relation()).isEqualTo("busy");
			assertThat(blocker.query()).isEqualTo("lock busy in share mode");
			assertThat(blocker.transactionSeconds()).isNotNull();
		});
		assertThat(info.withoutQueries().blockers().get(0).query()).isNull();
		assertThat(info.withoutQueries().sql()).isNull();
		this.other.rollback();
		run.get();
	}

	private Future<MigrationReport> run() {
		return Together.start(() -> this.settings.migrations(this.database).upgrade(Target.HEAD));
	}

	private void hold(String... statements) throws SQLException {
		this.other.setAutoCommit(false);
		try (Statement statement = this.other.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

}
