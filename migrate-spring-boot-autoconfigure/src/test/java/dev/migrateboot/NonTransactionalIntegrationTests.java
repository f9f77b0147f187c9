package dev.migrateboot;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Scripts that cannot run in one transaction: what they record, where they go on, and
 * when they do not.
 */
@ExtendWith(PostgresExtension.class)
class NonTransactionalIntegrationTests {

	private static final String MIXED = """
			insert into a values (1);
			insert into a values (2);
			create index concurrently a_id on a (id);
			insert into a values (3);
			insert into a values (4);
			%s
			""";

	private final ScriptFolder folder;

	private TestDatabase database;

	private Migrations migrations;

	NonTransactionalIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void createTable(TestDatabase database) {
		this.database = database;
		this.migrations = TestSettings.migrations(database, this.folder);
		this.folder.pair("001_a", "create table a (id int);", "drop table a;");
		this.migrations.upgrade(Target.HEAD);
	}

	@Test
	void concurrentIndexIsBuilt() {
		this.folder.pair("002_index", "create index concurrently a_id on a (id);", "drop index concurrently a_id;");
		this.migrations.upgrade(Target.HEAD);
		assertThat(this.database.value("select indisvalid from pg_index where indexrelid = 'a_id'::regclass"))
			.isEqualTo("t");
		assertThat(row("002")).isEqualTo("applied,,,");
		this.migrations.downgrade(Target.parse("001"));
		assertThat(this.database.value("select to_regclass('a_id') is null")).isEqualTo("t");
		assertThat(journal()).containsExactly("upgrade 001 applied", "upgrade 002 applied", "downgrade 002 reverted");
	}

	@Test
	void statementsThatAreRefusedInATransactionRun() {
		String name = this.database.name();
		this.folder.file("002_all_upgrade.sql", """
				vacuum analyze a;
				create unique index concurrently a_id on a (id);
				reindex index concurrently a_id;
				reindex table concurrently a;
				drop index concurrently a_id;
				create database "%1$s_other";
				drop database "%1$s_other";
				alter system set work_mem = '5MB';
				alter system reset work_mem;
				create type mood as enum ('sad');
				""".formatted(name))
			.file("003_enum_upgrade.sql", "alter type mood add value 'happy'; create table e (m mood);")
			.file("004_enum_upgrade.sql", "insert into e values ('happy');");
		this.migrations.upgrade(Target.HEAD);
		assertThat(this.database.list("select m from e")).containsExactly("happy");
	}

	@Test
	void failureInTheMiddleKeepsWhatIsFinishedAndResumesWithACorrectedTail() {
		this.folder.file("002_mixed_upgrade.sql", MIXED.formatted("insert into nowhere values (5);"));
		assertThat(Failures.text(this.folder, () -> this.migrations.upgrade(Target.HEAD))).isEqualTo(
				"""
						FOLDER/002_mixed_upgrade.sql:6:13: relation "nowhere" does not exist

						    insert into nowhere values (5)
						                ^

						SQLSTATE: 42P01

						Revision 002 does not run in one transaction: its first 3 statements are finished and stay in effect. Nothing else was run.

						Action:
						Correct this statement or what it found, and start again; finished statements are not repeated.
						""");
		assertThat(this.database.list("select id from a order by id")).containsExactly("1", "2");
		assertThat(row("002")).isEqualTo("failed,upgrade,3,f");
		MigrationStatus status = this.migrations.status();
		assertThat(status.state()).isEqualTo(MigrationStatus.State.FAILED);
		assertThat(status.current()).hasToString("001");
		this.folder.file("002_mixed_upgrade.sql",
				"-- corrected\n" + MIXED.formatted("insert into a values (5);") + "-- at its end");
		MigrationPlan plan = this.migrations.plan(Target.HEAD);
		assertThat(plan.steps()).allSatisfy((step) -> assertThat(((MigrationStep.Apply) step).resumed()).isTrue());
		this.migrations.upgrade(Target.HEAD);
		assertThat(this.database.list("select id from a order by id")).containsExactly("1", "2", "3", "4", "5");
		assertThat(row("002")).isEqualTo("applied,,,");
		assertThat(this.database.value("select upgrade_hash from migrate_history where version = '002'"))
			.isEqualTo(((MigrationStep.Apply) plan.steps().get(0)).migration().upgrade().hash());
		assertThat(journal()).containsExactly("upgrade 001 applied", "upgrade 002 failed", "upgrade 002 applied");
	}

	@Test
	void correctionThatNeedsNoSpecialStatementAnyMoreRepeatsNothing() {
		this.folder.file("002_mixed_upgrade.sql", "vacuum a; insert into a values (1); vacuum nowhere;");
		assertThat(Failures.of(() -> this.migrations.upgrade(Target.HEAD))).isInstanceOf(StatementException.class);
		assertThat(row("002")).isEqualTo("failed,upgrade,2,f");
		this.folder.file("002_mixed_upgrade.sql", "vacuum a; insert into a values (1); insert into a values (2);");
		this.migrations.upgrade(Target.HEAD);
		this.folder.file("003_mixed_upgrade.sql", "insert into a values (3); vacuum nowhere;");
		assertThat(Failures.of(() -> this.migrations.upgrade(Target.HEAD))).isInstanceOf(StatementException.class);
		this.folder.file("003_mixed_upgrade.sql", "insert into a values (3); insert into a values (4);");
		this.migrations.upgrade(Target.HEAD);
		assertThat(this.database.list("select id from a order by id")).containsExactly("1", "2", "3", "4");
	}

	@Test
	void changedPrefixIsRefused() {
		this.folder.file("002_mixed_upgrade.sql", MIXED.formatted("select 1 / 0;"));
		assertThat(Failures.of(() -> this.migrations.upgrade(Target.HEAD))).isInstanceOf(StatementException.class);
		String changed = MIXED.replace("values (2)", "values (22)").formatted("select 1;");
		this.folder.file("002_mixed_upgrade.sql", changed);
		String refusal = """
				Revision 002 stopped half-way, and the first 3 statements of FOLDER/002_mixed_upgrade.sql, finished by then, have been changed since.

				Action:
				Put the finished statements back as they were; only what has not run yet may be corrected.
				""";
		assertThat(Failures.text(this.folder, () -> this.migrations.upgrade(Target.HEAD))).isEqualTo(refusal);
		this.folder.file("002_mixed_upgrade.sql", "insert into a values (1);");
		assertThat(Failures.text(this.folder, () -> this.migrations.upgrade(Target.HEAD))).isEqualTo(refusal);
		assertThat(row("002")).isEqualTo("failed,upgrade,3,f");
		this.folder.file("002_mixed_upgrade.sql", MIXED.formatted("select 1;"));
		this.migrations.upgrade(Target.HEAD);
		assertThat(row("002")).isEqualTo("applied,,,");
	}

	@Test
	void failedIndexIsDroppedAndBuiltAgain() {
		this.folder.file("002_index_upgrade.sql",
				"insert into a values (1), (1);\ncreate unique index concurrently a_id on a (id);\n");
		assertThat(Failures.text(this.folder, () -> this.migrations.upgrade(Target.HEAD))).isEqualTo(
				"""
						FOLDER/002_index_upgrade.sql:2:1: could not create unique index "a_id"

						    create unique index concurrently a_id on a (id)
						    ^

						Detail: Key (id)=(1) is duplicated.
						SQLSTATE: 23505

						Revision 002 does not run in one transaction: its first statement is finished and stays in effect. Nothing else was run.

						Action:
						The invalid index that it leaves behind is dropped when the statement is sent again. Correct this statement or what it found, and start again; finished statements are not repeated.
						""");
		this.database.execute("delete from a where ctid = (select min(ctid) from a)");
		this.migrations.upgrade(Target.HEAD);
		assertThat(this.database.list("select id from a")).containsExactly("1");
		assertThat(this.database.list("select indisvalid from pg_index where indrelid = 'a'::regclass"))
			.containsExactly("t");
	}

	@Test
	void placeOfAnErrorInAStatementOfItsOwnIsExact() {
		this.folder.file("002_place_upgrade.sql",
				"vacuum a;\n/* 😀 */ create index concurrently \"😀\" on a ((nothing + 1));");
		assertThat(Failures.of(() -> this.migrations.upgrade(Target.HEAD)))
			.isInstanceOfSatisfying(StatementException.class, (ex) -> {
				assertThat(ex.getPlace()).hasToString("2:46");
				assertThat(ex.getStatement()).isEqualTo("create index concurrently \"😀\" on a ((nothing + 1))");
			});
		assertThat(row("002")).isEqualTo("failed,upgrade,1,f");
	}

	@Test
	void directiveTurnsTheTransactionOff() {
		this.folder.file("002_off_upgrade.sql", """
				-- migrate: transaction=off
				insert into a values (1);
				do $$ begin insert into a values (2); commit; insert into a values (3); end $$;
				insert into a values (1 / 0);
				""");
		assertThat(Failures.of(() -> this.migrations.upgrade(Target.HEAD)).getMessage()).endsWith(
				"Revision 002 does not run in one transaction: its first 2 statements are finished and stay in effect. Nothing else was run.");
		assertThat(this.database.list("select id from a order by id")).containsExactly("1", "2", "3");
		this.folder.file("002_off_upgrade.sql", """
				-- migrate: transaction=off
				insert into a values (1);
				do $$ begin insert into a values (2); commit; insert into a values (3); end $$;
				insert into a values (4);
				""");
		this.migrations.upgrade(Target.HEAD);
		assertThat(this.database.list("select id from a order by id")).containsExactly("1", "2", "3", "4");
	}

	@Test
	void missingDirectiveIsHinted() {
		this.folder.file("002_commits_upgrade.sql", "reindex (verbose) database concurrently nowhere;")
			.file("002_commits_upgrade.sql", "create table p (id int primary key) partition by range (id);\n"
					+ "create table p1 partition of p for values from (1) to (2);\nreindex table p;");
		assertThat(Failures.text(this.folder, () -> this.migrations.upgrade(Target.HEAD))).isEqualTo(
				"""
						FOLDER/002_commits_upgrade.sql:3:1: REINDEX TABLE cannot run inside a transaction block

						    reindex table p
						    ^

						Where: while reindexing partitioned table "public.p"
						SQLSTATE: 25001

						Revision 002 was rolled back as a whole. Nothing else was run.

						Action:
						Write '-- migrate: transaction=off' into the script's first lines: this statement cannot run inside a transaction. Correct the script and start again; nothing of 002 is left in the database.
						""");
		this.folder.file("002_commits_upgrade.sql",
				"-- migrate: transaction=off\ncreate table p (id int primary key) partition by range (id);\n"
						+ "create table p1 partition of p for values from (1) to (2);\nreindex table p;");
		this.migrations.upgrade(Target.HEAD);
		assertThat(row("002")).isEqualTo("applied,,,");
	}

	@Test
	void startedStatementIsNotRepeated() {
		this.folder.file("002_started_upgrade.sql",
				"insert into a values (1);\nvacuum a;\ninsert into a values (2);\nselect 1 / 0;");
		assertThat(Failures.of(() -> this.migrations.upgrade(Target.HEAD))).isInstanceOf(StatementException.class);
		this.database.execute("update migrate_history set progress_started = true where version = '002'");
		assertThat(Failures.text(this.folder, () -> this.migrations.upgrade(Target.HEAD))).isEqualTo(
				"""
						Revision 002 stopped half-way: the statement at FOLDER/002_started_upgrade.sql:3:1 was started outside a transaction, and its outcome is unknown.

						Action:
						Look in the database whether the statement has taken effect. Then record it: if it has, with migrate repair 002 --statement=3 --done --reason="<reason>", else, to send it again, with migrate repair 002 --statement=3 --again --reason="<reason>".
						""");
		assertThat(this.database.list("select id from a")).containsExactly("1");
		assertThat(row("002")).isEqualTo("failed,upgrade,2,t");
		this.migrations.stamp(Target.HEAD);
		assertThat(row("002")).isEqualTo("stamped,,,");
	}

	@Test
	void statementWhoseSessionWasKilledIsNotRepeated() throws Exception {
		this.folder.file("002_killed_upgrade.sql",
				"-- migrate: transaction=off\ninsert into a values (1);\nselect pg_advisory_lock(42);\n");
		try (Connection gate = this.database.dataSource().getConnection(); Statement lock = gate.createStatement()) {
			lock.execute("select pg_advisory_lock(42)");
			Migrations.Order order = new Migrations.Order(this.migrations.plan(Target.HEAD).id(), "ada", "why", null);
			Future<MigrationReport> run = Together.start(() -> this.migrations.execute(Target.HEAD, order));
			this.database.waitUntilBlocked(42);
			this.database.value("select pg_terminate_backend(pid) from pg_stat_activity "
					+ "where datname = current_database() and state = 'active' and pid <> pg_backend_pid()");
			ExecutionException failure = catchThrowableOfType(ExecutionException.class, run::get);
			assertThat(Failures.text(this.folder, (MigrateException) failure.getCause())).isEqualTo(
					"""
							FOLDER/002_killed_upgrade.sql:3:1: terminating connection due to administrator command

							    select pg_advisory_lock(42)
							    ^

							SQLSTATE: 57P01

							Revision 002 does not run in one transaction: its first statement is finished and stays in effect, and the outcome of this one is not known, as the connection was lost. Nothing else was run.

							Action:
							The connection to the server was lost. Look in the database whether the statement has taken effect. Then record it: if it has, with migrate repair 002 --statement=2 --done --reason="<reason>", else, to send it again, with migrate repair 002 --statement=2 --again --reason="<reason>".
							""");
		}
		assertThat(row("002")).isEqualTo("failed,upgrade,1,t");
		this.database.execute("update migrate_claim set expires = now() - interval '1 s'");
		assertThat(Failures.of(() -> this.migrations.upgrade(Target.HEAD)))
			.hasMessageContaining("002_killed_upgrade.sql:3:1 was started");
		assertThat(this.database.list("select id from a")).containsExactly("1");
	}

	@Test
	void failedDowngradeIsGoneOnWith() {
		this.folder.pair("002_down", "create index a_id on a (id); create table b (id int);",
				"drop index concurrently a_id; drop table nowhere; drop table b;");
		this.migrations.upgrade(Target.HEAD);
		assertThat(Failures.text(this.folder, () -> this.migrations.downgrade(Target.parse("001")))).isEqualTo(
				"""
						002_down_downgrade.sql (stored in the history):1:31: table "nowhere" does not exist

						    drop table nowhere
						    ^

						SQLSTATE: 42P01

						Revision 002 does not run in one transaction: its first statement is finished and stays in effect. Nothing else was run.

						Action:
						Correct what the script found, or choose source=package in a build that has a corrected one, and ask for the downgrade again; finished statements are not repeated.
						""");
		assertThat(row("002")).isEqualTo("failed,downgrade,1,f");
		assertThat(this.migrations.status().state()).isEqualTo(MigrationStatus.State.FAILED);
		assertThat(Failures.text(this.folder, () -> this.migrations.upgrade(Target.HEAD))).isEqualTo(
				"""
						Revision 002 stopped half-way while it was being reverted. Nothing has been run.

						Action:
						Finish the downgrade first: ask for the same downgrade again. It goes on behind the statements that are finished.
						""");
		this.database.execute("create table nowhere (id int)");
		this.migrations.downgrade(Target.parse("001"));
		assertThat(this.database.list("select version from migrate_history")).containsExactly("001");
		assertThat(this.database.value("select to_regclass('b') is null")).isEqualTo("t");
		assertThat(journal()).endsWith("downgrade 002 failed", "downgrade 002 reverted");
	}

	@Test
	void failedUpgradeCanBeReverted() {
		this.folder.pair("002_half", "create table b (id int); vacuum b; select 1 / 0;", "drop table if exists b;");
		assertThat(Failures.of(() -> this.migrations.upgrade(Target.HEAD))).isInstanceOf(StatementException.class);
		MigrationPlan plan = this.migrations.plan(Target.parse("001"));
		assertThat(plan.steps()).hasSize(1)
			.allSatisfy((step) -> assertThat(((MigrationStep.Revert) step).partial()).isTrue());
		this.migrations.downgrade(Target.parse("001"));
		assertThat(this.database.value("select to_regclass('b') is null")).isEqualTo("t");
		assertThat(this.database.list("select version from migrate_history")).containsExactly("001");
	}

	private String row(String version) {
		return this.database.value("""
				select concat_ws(',', state, coalesce(progress_direction, ''), coalesce(progress_finished::text, ''),
				  case progress_started when true then 't' when false then 'f' else '' end)
				from migrate_history where version = '""" + version + "'");
	}

	private List<String> journal() {
		return this.database.list("select action || ' ' || version || ' ' || outcome from migrate_journal order by id");
	}

}
