package dev.migrateboot;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.RecordingDataSource;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import dev.migrateboot.support.Together;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.dao.DuplicateKeyException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What becomes of a script outside a transaction whose run has died, wherever it died.
 */
@ExtendWith(PostgresExtension.class)
class ResumeIntegrationTests {

	private static final String EXPIRE = "update migrate_claim set expires = now() - interval '1 s' where expires is not null";

	private static final String INDEXES = """
			select c.relname || ' ' || i.indisvalid from pg_index i join pg_class c on c.oid = i.indexrelid
			where i.indrelid = 'a'::regclass order by c.relname
			""";

	private final ScriptFolder folder;

	private TestDatabase database;

	private Migrations migrations;

	ResumeIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void prepare(TestDatabase database) {
		this.database = database;
		this.migrations = TestSettings.migrations(database, this.folder);
		this.folder.file("001_a_upgrade.sql", """
				create table a (id int, note text);
				create index a_note on a (note);
				create type mood as enum ('sad');
				create table p (id int) partition by range (id);
				create table p1 partition of p for values from (1) to (2);
				""");
	}

	@Test
	void everyGapOfAScriptWhoseTracesAreInTheCatalogIsBridged() {
		this.folder.file("002_gaps_upgrade.sql", """
				insert into a values (1);
				create index concurrently a_id on a (id);
				create unique index concurrently on a (id, lower(note)) where id > 0;
				insert into a values (2);
				alter type mood add value 'happy';
				create table m as select 'happy'::mood as mood;
				vacuum a;
				reindex index concurrently a_id;
				alter table p detach partition p1 concurrently;
				drop index concurrently a_note;
				insert into a values (3);
				""");
		int gaps = 0;
		while (diesAfter(gaps)) {
			upgradeAgain();
			assertThat(this.database.list("select id from a order by id")).as("gap %d", gaps)
				.containsExactly("1", "2", "3");
			assertThat(this.database.list(INDEXES)).as("gap %d", gaps)
				.containsExactly("a_id true", "a_id_lower_idx true");
			assertThat(this.database.value("select mood from m")).isEqualTo("happy");
			assertThat(this.database.value("select count(*) from pg_inherits")).as("gap %d", gaps).isEqualTo("0");
			assertThat(this.database
				.value("select state || coalesce(progress_finished, -1) from migrate_history where version = '002'"))
				.isEqualTo("applied-1");
			gaps++;
		}
		assertThat(gaps).isGreaterThan(40);
	}

	@Test
	void gapThatHidesTheOutcomeIsNamed() {
		this.folder.file("002_hidden_upgrade.sql", """
				-- migrate: transaction=off
				create table if not exists b (id int);
				insert into a values (1);
				insert into a values (2);
				""");
		List<String> unknown = new ArrayList<>();
		int gaps = 0;
		while (diesAfter(gaps)) {
			try {
				upgradeAgain();
				assertThat(this.database.list("select id from a order by id")).as("gap %d", gaps)
					.containsExactly("1", "2");
			}
			catch (HistoryException ex) {
				assertThat(ex.getError()).isEqualTo("outcome-unknown");
				unknown.add(ex.getMessage().replaceAll("^.*_upgrade.sql:(\\d+:\\d+).*$", "$1"));
				assertThat(this.database.list("select id from a")).as("gap %d", gaps).hasSizeLessThanOrEqualTo(2);
			}
			gaps++;
		}
		assertThat(unknown).contains("3:1", "4:1").doesNotContain("2:1");
	}

	@Test
	void indexThatIsStillBuiltAfterItsClientWasKilledIsWaitedFor() throws Exception {
		this.migrations.upgrade(Target.HEAD);
		this.folder.file("002_index_upgrade.sql",
				"create index concurrently a_id on a (id);\ninsert into a values (1);");
		try (Connection reader = openReader()) {
			kill(startProcess());
			Future<MigrationReport> successor = Together.start(() -> this.migrations.upgrade(Target.HEAD));
			this.database.waitUntil("exists (select from pg_stat_activity where query like '%instance is not null%'"
					+ " and pid <> pg_backend_pid() and datname = current_database())");
			assertThat(successor).isNotDone();
			reader.commit();
			assertThat(successor.get().steps()).hasSize(1);
		}
		assertThat(this.database.list(INDEXES)).containsExactly("a_id true", "a_note true");
		assertThat(this.database.list("select id from a")).containsExactly("1");
	}

	@Test
	void indexWhoseBuildWasEndedIsDroppedAndBuiltAgain() throws Exception {
		this.migrations.upgrade(Target.HEAD);
		this.folder.file("002_index_upgrade.sql", "create index concurrently on a (id);\ninsert into a values (1);");
		try (Connection reader = openReader()) {
			kill(startProcess());
			this.database
				.value("select pg_terminate_backend(pid) from pg_stat_activity where query like '%002/1%index%'"
						+ " and pid <> pg_backend_pid() and datname = current_database()");
			this.database.waitUntil("exists (select from pg_index where indrelid = 'a'::regclass and not indisvalid)");
			reader.commit();
		}
		this.migrations.upgrade(Target.HEAD);
		assertThat(this.database.list(INDEXES)).containsExactly("a_id_idx true", "a_note true");
		assertThat(this.database.list("select id from a")).containsExactly("1");
	}

	@Test
	void indexOfTheNameButOfAnotherDefinitionIsNotTakenForIt() {
		this.migrations.upgrade(Target.HEAD);
		this.folder.file("002_index_upgrade.sql",
				"create index concurrently if not exists a_id on public.a (id desc);");
		stopAt("002", 0, "{}");
		this.database.execute("create index a_id on a (id)");
		assertThat(Failures.of(() -> this.migrations.upgrade(Target.HEAD)))
			.hasMessageContaining("002_index_upgrade.sql:1:1 was started outside a transaction");
		this.database.execute("drop index a_id", "create index a_id on a using btree (id desc nulls first)");
		this.migrations.upgrade(Target.HEAD);
		assertThat(this.database.list(INDEXES)).containsExactly("a_id true", "a_note true");
	}

	@Test
	void invalidIndexThatIfNotExistsFoundIsAFailure() throws Exception {
		this.migrations.upgrade(Target.HEAD);
		this.database.execute("insert into a values (1), (1)");
		assertThatExceptionOfType(DuplicateKeyException.class)
			.isThrownBy(() -> this.database.execute("create unique index concurrently a_id on a (id)"));
		this.folder.file("002_index_upgrade.sql", "create index concurrently if not exists a_id on a (id);");
		assertThat(Failures.text(this.folder, () -> this.migrations.upgrade(Target.HEAD))).isEqualTo("""
				FOLDER/002_index_upgrade.sql:1:1: index a_id exists but is not valid, so it was not built; drop it

				    create index concurrently if not exists a_id on a (id)
				    ^

				SQLSTATE: 55000

				Revision 002 does not run in one transaction: none of its statements is finished. Nothing else was run.

				Action:
				Correct this statement or what it found, and start again; finished statements are not repeated.
				""");
		this.database.execute("drop index a_id");
		this.migrations.upgrade(Target.HEAD);
		assertThat(this.database.list(INDEXES)).containsExactly("a_id true", "a_note true");
	}

	@Test
	void copiesThatAFailedReindexLeavesBehindAreDropped() {
		this.migrations.upgrade(Target.HEAD);
		this.folder.file("002_reindex_upgrade.sql", "reindex index concurrently a_note;");
		stopAt("002", 0, "{}");
		this.database.execute("create index a_note_ccnew on a (note)",
				"update pg_index set indisvalid = false where indexrelid = 'a_note_ccnew'::regclass");
		this.migrations.upgrade(Target.HEAD);
		assertThat(this.database.list(INDEXES)).containsExactly("a_note true");
	}

	@Test
	void partitionThatIsHalfDetachedIsFinalized() throws Exception {
		this.migrations.upgrade(Target.HEAD);
		this.folder.file("002_detach_upgrade.sql",
				"-- migrate: lock-timeout=50ms\nalter table p detach partition p1 concurrently;\ninsert into a values (1);");
		try (Connection reader = this.database.dataSource().getConnection();
				Statement query = reader.createStatement()) {
			reader.setAutoCommit(false);
			query.execute("select * from p");
			assertThat(Failures.of(() -> this.migrations.upgrade(Target.HEAD))).isInstanceOf(StatementException.class);
			assertThat(this.database.value("select inhdetachpending from pg_inherits")).isEqualTo("t");
			reader.rollback();
		}
		this.migrations.upgrade(Target.HEAD);
		assertThat(this.database.value("select count(*) from pg_inherits")).isEqualTo("0");
		assertThat(this.database.list("select id from a")).containsExactly("1");
	}

	@Test
	void databasesAreFoundInTheCatalog() {
		this.migrations.upgrade(Target.HEAD);
		String name = this.database.name() + "_other";
		this.folder.file("002_database_upgrade.sql", "create database %1$s; insert into a values (1);".formatted(name));
		stopAt("002", 0, "{}");
		this.database.execute("create database " + name);
		this.migrations.upgrade(Target.HEAD);
		this.folder.file("003_database_upgrade.sql", "drop database %1$s; insert into a values (2);".formatted(name));
		stopAt("003", 0, "{" + this.database.value("select oid from pg_database where datname = '" + name + "'") + "}");
		this.database.execute("drop database " + name);
		this.migrations.upgrade(Target.HEAD);
		assertThat(this.database.list("select id from a order by id")).containsExactly("1", "2");
	}

	/**
	 * Run until the connection is cut off after so many executions.
	 * @return whether it was
	 */
	private boolean diesAfter(int statements) {
		this.database.execute("drop schema public cascade", "create schema public");
		this.migrations.upgrade(Target.parse("001"));
		RecordingDataSource dying = new RecordingDataSource(this.database.dataSource(), statements + 1);
		@Nullable Throwable failure = null;
		try {
			TestSettings.of(this.folder).migrations(dying).upgrade(Target.HEAD);
		}
		catch (RuntimeException ex) {
			failure = ex;
		}
		return dying.isCutOff() && failure != null;
	}

	private void upgradeAgain() {
		this.database.execute(EXPIRE);
		this.migrations.upgrade(Target.HEAD);
	}

	/**
	 * Make the history say that a statement was started and not finished.
	 */
	private void stopAt(String version, int finished, String existing) {
		this.database.execute(
				"""
						insert into migrate_history (version, description, script, state, upgrade_hash, upgrade_meaning, applied_by,
						  progress_direction, progress_finished, progress_started, progress_prefix, progress_existing)
						values ('%s', '', '', 'failed', '', '', '', 'upgrade', %d, true, '', '%s')
						"""
					.formatted(version, finished, existing));
	}

	private Connection openReader() throws SQLException {
		Connection reader = this.database.dataSource().getConnection();
		reader.setAutoCommit(false);
		try (Statement statement = reader.createStatement()) {
			statement.execute("lock table a in row exclusive mode");
		}
		return reader;
	}

	private Process startProcess() throws Exception {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), UpgradingProcess.class.getName(), this.database.url(),
				this.folder.location(), "killed")
			.inheritIO()
			.start();
	}

	private void kill(Process process) throws Exception {
		this.database
			.waitUntil("exists (select from pg_stat_activity where query like '%002/1%index%' and state = 'active'"
					+ " and wait_event_type = 'Lock' and pid <> pg_backend_pid() and datname = current_database())");
		process.destroyForcibly().waitFor();
		this.database.execute(EXPIRE);
	}

}
