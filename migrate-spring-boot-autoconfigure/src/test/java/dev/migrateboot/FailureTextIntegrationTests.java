package dev.migrateboot;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import dev.migrateboot.sql.Place;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a failed statement says, word for word.
 */
@ExtendWith(PostgresExtension.class)
class FailureTextIntegrationTests {

	private static final String NOTHING_LEFT = """

			Revision 001 was rolled back as a whole. Nothing else was run.

			Action:
			Correct the script and start again; nothing of 001 is left in the database.
			""";

	private final ScriptFolder folder;

	FailureTextIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@Test
	void placeIsCountedInCodePoints(TestDatabase database) {
		assertThat(fail(database, """
				-- 😀 a comment
				create table ok (id int);
				/* 😀😀 */	insert into ok
				  select '😀😀', "é😀 of another kind", nothing from ok;
				""")).isEqualTo("""
				FOLDER/001_script_upgrade.sql:4:16: column "é😀 of another kind" does not exist

				      select '😀😀', "é😀 of another kind", nothing from ok
				                   ^

				SQLSTATE: 42703
				""" + NOTHING_LEFT);
	}

	@Test
	void placeOnTheFirstLineOfAStatementIsCountedFromTheLine(TestDatabase database) {
		assertThat(fail(database, "select 1;/* 😀 */ select 2, nothing;")).isEqualTo("""
				FOLDER/001_script_upgrade.sql:1:28: column "nothing" does not exist

				    select 2, nothing
				              ^

				SQLSTATE: 42703
				""" + NOTHING_LEFT);
	}

	@Test
	void syntaxErrorAtTheEndOfAStatementIsPlacedThere(TestDatabase database) {
		assertThat(fail(database, "select 1;\n\nselect 1 +\n\t;\n")).isEqualTo("""
				FOLDER/001_script_upgrade.sql:3:11: syntax error at end of input

				    select 1 +
				              ^

				SQLSTATE: 42601
				""" + NOTHING_LEFT);
	}

	@Test
	void detailAndHintAreKept(TestDatabase database) {
		assertThat(fail(database, """
				create table a (id int primary key);
				insert into a values (1), (1);
				""")).isEqualTo("""
				FOLDER/001_script_upgrade.sql:2:1: duplicate key value violates unique constraint "a_pkey"

				    insert into a values (1), (1)
				    ^

				Detail: Key (id)=(1) already exists.
				SQLSTATE: 23505
				""" + NOTHING_LEFT);
		assertThat(fail(database, "create table a (id int);\nselect lenght('a');")).isEqualTo("""
				FOLDER/001_script_upgrade.sql:2:8: function lenght(unknown) does not exist

				    select lenght('a')
				           ^

				Hint: No function matches the given name and argument types. You might need to add explicit type casts.
				SQLSTATE: 42883
				""" + NOTHING_LEFT);
	}

	@Test
	void contextOfPlPgSqlIsKept(TestDatabase database) {
		assertThat(fail(database, """
				create function inner_one() returns void language plpgsql as $$
				begin
				  raise exception 'It is % o''clock', 5 using hint = 'Wait.', detail = 'Too early.', errcode = 'AB123';
				end $$;

				do $body$
				begin
				  perform inner_one();
				end $body$;
				""")).isEqualTo("""
				FOLDER/001_script_upgrade.sql:8:3: It is 5 o'clock

				      perform inner_one();
				      ^

				Detail: Too early.
				Hint: Wait.
				Where: PL/pgSQL function inner_one() line 3 at RAISE
				SQL statement "SELECT inner_one()"
				PL/pgSQL function inline_code_block line 3 at PERFORM
				SQLSTATE: AB123
				""" + NOTHING_LEFT);
	}

	@Test
	void placeInsideABodyIsExact(TestDatabase database) {
		assertThat(fail(database, """
				select 1;
				create function f() returns int language plpgsql as $f$
				begin
				  return é😀 +;
				end $f$;
				""")).isEqualTo("""
				FOLDER/001_script_upgrade.sql:4:14: syntax error at end of input

				      return é😀 +;
				                 ^

				SQLSTATE: 42601
				""" + NOTHING_LEFT);
		assertThat(fail(database, """
				/* é😀 */ do $$
				declare n int;
				begin
				  n := 1;
				  insert into nowhere
				    values (n);
				end $$;
				""")).isEqualTo("""
				FOLDER/001_script_upgrade.sql:5:3: relation "nowhere" does not exist

				      insert into nowhere
				      ^

				Where: PL/pgSQL function inline_code_block line 5 at SQL statement
				SQLSTATE: 42P01
				""" + NOTHING_LEFT);
	}

	@Test
	void longLineIsCutAroundTheMistake(TestDatabase database) {
		String values = "(1), ".repeat(100);
		assertThat(fail(database,
				"create table a (id int);\ninsert into a values %s(nothing), %s(2);".formatted(values, values)))
			.isEqualTo("""
					FOLDER/001_script_upgrade.sql:2:523: column "nothing" does not exist

					    …%s(nothing), %s…
					     %s^

					SQLSTATE: 42703
					""".formatted(values.substring(values.length() - 79), values.substring(0, 70), " ".repeat(80))
					+ NOTHING_LEFT);
	}

	@Test
	void failureTellsWhatWasDoneBefore(TestDatabase database) {
		this.folder.file("001_a_upgrade.sql", "create table a (id int);")
			.file("002_b_upgrade.sql", "create table b (id int);")
			.file("003_c_upgrade.sql", "create table c (id int);\ncreate table a (id int);");
		Migrations migrations = TestSettings.migrations(database, this.folder);
		MigrateException failure = Failures.of(() -> migrations.upgrade(Target.HEAD));
		assertThat(Failures.text(this.folder, failure)).isEqualTo("""
				FOLDER/003_c_upgrade.sql:2:1: relation "a" already exists

				    create table a (id int)
				    ^

				SQLSTATE: 42P07

				Revision 003 was rolled back as a whole. Done before it in this run: 001, 002.

				Action:
				Correct the script and start again; nothing of 003 is left in the database.
				""");
		assertThat(failure).isInstanceOfSatisfying(StatementException.class, (ex) -> {
			assertThat(this.folder.anonymous(ex.getFile())).isEqualTo("FOLDER/003_c_upgrade.sql");
			assertThat(ex.getPlace()).isEqualTo(new Place(2, 1));
			assertThat(ex.getStatement()).isEqualTo("create table a (id int)");
			assertThat(ex.getSqlState()).isEqualTo("42P07");
			assertThat(ex.getDone()).containsExactly("001", "002");
			assertThat(ex.getError()).isEqualTo("statement-failed");
			assertThat(ex).hasCauseInstanceOf(SQLException.class);
		});
		assertThat(database.value("select message from migrate_journal where outcome = 'failed'"))
			.isEqualTo(failure.getMessage());
		assertThat(database.list("select version from migrate_history order by id")).containsExactly("001", "002");
	}

	@Test
	void violationOfADeferredConstraintIsReportedForTheScript(TestDatabase database) {
		String text = fail(database, """
				create table p (id int primary key);
				create table c (p int references p deferrable initially deferred);
				insert into c values (7);
				select 1;
				""");
		assertThat(text).isEqualTo(
				"""
						FOLDER/001_script_upgrade.sql, at its end: insert or update on table "c" violates foreign key constraint "c_p_fkey"

						Detail: Key (p)=(7) is not present in table "p".
						SQLSTATE: 23503
						"""
						+ NOTHING_LEFT);
		assertThat(database.value("select to_regclass('p') is null")).isEqualTo("t");
	}

	@Test
	void lockTimeoutSaysWhoseLimitItWas(TestDatabase database) throws SQLException {
		database.execute("create table busy (id int)");
		this.folder.file("001_lock_upgrade.sql", "create table mine (id int);\nalter table busy add name text;");
		Migrations migrations = TestSettings.of(this.folder)
			.onUnversionedSchema(MigrateSettings.OnUnversionedSchema.UPGRADE)
			.lockTimeout(Duration.ofSeconds(3))
			.lockRetryFor(Duration.ZERO)
			.migrations(database);
		try (Connection other = database.dataSource().getConnection(); Statement statement = other.createStatement()) {
			other.setAutoCommit(false);
			statement.execute("select * from busy where id <> 4711");
			assertThat(Failures.text(this.folder, () -> migrations.upgrade(Target.HEAD))
				.replaceAll("pid \\d+", "pid PID")
				.replaceAll("for \\d+ s", "for N s")).isEqualTo(
						"""
								FOLDER/001_lock_upgrade.sql:2:1: canceling statement due to lock timeout

								    alter table busy add name text
								    ^

								SQLSTATE: 55P03

								In the way:
								- pid PID (PostgreSQL JDBC Driver) of user postgres, idle in transaction, in a transaction for N s, lock on busy: select * from busy where id <> ?

								Revision 001 was rolled back as a whole. Nothing else was run.

								Action:
								End the session that holds the lock, or try at a quieter time; migrate.lock-timeout (or the directive lock-timeout) is how long a statement waits for a lock, migrate.lock-retry-for how long it is tried again. Start again; nothing of 001 is left in the database.
								""");
		}
		assertThat(migrations.upgrade(Target.HEAD).to()).hasToString("001");
	}

	@Test
	void statementTimeoutSaysWhoseLimitItWas(TestDatabase database) {
		this.folder.file("001_slow_upgrade.sql", "select pg_sleep(60);");
		Migrations migrations = TestSettings.of(this.folder)
			.statementTimeout(Duration.ofMillis(50))
			.migrations(database);
		assertThat(Failures.text(this.folder, () -> migrations.upgrade(Target.HEAD))).isEqualTo(
				"""
						FOLDER/001_slow_upgrade.sql:1:1: canceling statement due to statement timeout

						    select pg_sleep(60)
						    ^

						SQLSTATE: 57014

						Revision 001 was rolled back as a whole. Nothing else was run.

						Action:
						The statement was cancelled, or ran longer than the statement timeout: raise that (migrate.statement-timeout, the directive statement-timeout, or the session's own) where it needs the time. Start again; nothing of 001 is left in the database.
						""");
	}

	@Test
	void missingPrivilegeSaysWhatToGrant(TestDatabase database) {
		database.execute("create schema app", "create table public.theirs (id int)");
		String owner = database.role("owner");
		database.execute("grant all on schema app to " + owner);
		this.folder.file("001_script_upgrade.sql", "alter table public.theirs add name text;");
		Migrations migrations = TestSettings.of(this.folder).schema("app").migrations(database.dataSource(owner));
		assertThat(Failures.text(this.folder, () -> migrations.upgrade(Target.HEAD))).isEqualTo(
				"""
						FOLDER/001_script_upgrade.sql:1:1: must be owner of table theirs

						    alter table public.theirs add name text
						    ^

						SQLSTATE: 42501

						Revision 001 was rolled back as a whole. Nothing else was run.

						Action:
						Grant the privilege, or set migrate.user to a role that has it. Correct the script and start again; nothing of 001 is left in the database.
						""");
	}

	private String fail(TestDatabase database, String script) {
		this.folder.file("001_script_upgrade.sql", script);
		return Failures.text(this.folder, () -> TestSettings.migrations(database, this.folder).upgrade(Target.HEAD));
	}

}
