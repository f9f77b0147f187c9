package dev.migrateboot;

import java.nio.file.Path;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scripts that begin and end transactions themselves.
 */
@ExtendWith(PostgresExtension.class)
class OwnTransactionsIntegrationTests {

	private final ScriptFolder folder;

	private TestDatabase database;

	private Migrations migrations;

	OwnTransactionsIntegrationTests(@TempDir Path folder) {
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
	void scriptWithTransactionsOfItsOwnRunsAsWritten() {
		this.folder.pair("002_own", """
				BEGIN;
				insert into a values (1);
				savepoint s;
				insert into a values (2);
				rollback to s;
				COMMIT;
				insert into a values (3);
				START TRANSACTION ISOLATION LEVEL REPEATABLE READ;
				insert into a select 4 where current_setting('transaction_isolation') = 'repeatable read';
				ROLLBACK;
				begin;
				set transaction isolation level serializable;
				insert into a select 5 where current_setting('transaction_isolation') = 'serializable';
				end;
				""", "begin; delete from a; commit;");
		this.migrations.upgrade(Target.HEAD);
		assertThat(this.database.list("select id from a order by id")).containsExactly("1", "3", "5");
		assertThat(row("002")).isEqualTo("applied,,,");
		this.migrations.downgrade(Target.parse("001"));
		assertThat(this.database.list("select id from a")).isEmpty();
	}

	@Test
	void scriptWithTransactionsOfItsOwnGoesOnBehindItsLastCommit() {
		String script = """
				begin;
				insert into a values (1);
				commit;
				begin;
				insert into a values (2);
				insert into %s values (3);
				commit;
				""";
		this.folder.file("002_own_upgrade.sql", script.formatted("nowhere"));
		assertThat(Failures.text(this.folder, () -> this.migrations.upgrade(Target.HEAD))).isEqualTo(
				"""
						FOLDER/002_own_upgrade.sql:6:13: relation "nowhere" does not exist

						    insert into nowhere values (3)
						                ^

						SQLSTATE: 42P01

						Revision 002 does not run in one transaction: its first 3 statements are finished and stay in effect. Nothing else was run.

						Action:
						Correct this statement or what it found, and start again; finished statements are not repeated.
						""");
		assertThat(this.database.list("select id from a")).containsExactly("1");
		this.folder.file("002_own_upgrade.sql", script.formatted("a"));
		this.migrations.upgrade(Target.HEAD);
		assertThat(this.database.list("select id from a order by id")).containsExactly("1", "2", "3");
	}

	@Test
	void scriptThatLeavesItsTransactionOpenIsRolledBack() {
		this.folder.file("002_open_upgrade.sql", "begin;\ninsert into a values (1);\n");
		assertThat(Failures.text(this.folder, () -> this.migrations.upgrade(Target.HEAD))).isEqualTo(
				"""
						FOLDER/002_open_upgrade.sql begins a transaction that it does not end; what it did in it was rolled back.

						Action:
						End the transaction with COMMIT, or leave its BEGIN out: a script runs in a transaction anyway.
						""");
		assertThat(this.database.list("select id from a")).isEmpty();
		this.folder.file("002_open_upgrade.sql", "begin;\ninsert into a values (1);\ncommit;");
		this.migrations.upgrade(Target.HEAD);
		assertThat(this.database.list("select id from a")).containsExactly("1");
	}

	@Test
	void scriptWithALoneCommitRunsAsWritten() {
		this.folder.file("002_lone_upgrade.sql", "insert into a values (1);\ncommit;\ninsert into a values (2);\n");
		this.migrations.upgrade(Target.HEAD);
		assertThat(this.database.list("select id from a order by id")).containsExactly("1", "2");
		assertThat(row("002")).isEqualTo("applied,,,");
	}

	@Test
	void scriptThatCallsAProcedureThatCommitsNeedsTheDirective() {
		String script = """
				create procedure p() language plpgsql as $$
				begin
				  insert into a values (1);
				  commit;
				  insert into a values (2);
				  rollback;
				end $$;
				call p();
				""";
		this.folder.file("002_call_upgrade.sql", script);
		assertThat(Failures.text(this.folder, () -> this.migrations.upgrade(Target.HEAD))).isEqualTo(
				"""
						FOLDER/002_call_upgrade.sql:8:1: invalid transaction termination

						    call p()
						    ^

						Where: PL/pgSQL function p() line 4 at COMMIT
						SQLSTATE: 2D000

						Revision 002 was rolled back as a whole. Nothing else was run.

						Action:
						Write '-- migrate: transaction=off' into the script's first lines: what this statement runs ends the transaction itself. Correct the script and start again; nothing of 002 is left in the database.
						""");
		assertThat(this.database.list("select id from a")).isEmpty();
		this.folder.file("002_call_upgrade.sql", "-- migrate: transaction=off\n" + script);
		this.migrations.upgrade(Target.HEAD);
		assertThat(this.database.list("select id from a")).containsExactly("1");
		assertThat(row("002")).isEqualTo("applied,,,");
	}

	private String row(String version) {
		return this.database.value("""
				select concat_ws(',', state, coalesce(progress_direction, ''), coalesce(progress_finished::text, ''),
				  case progress_started when true then 't' when false then 'f' else '' end)
				from migrate_history where version = '""" + version + "'");
	}

}
