package dev.migrateboot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.migrateboot.support.CuttingProxy;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the statements of a revision travel: few turns, exact failures, nothing cut short.
 */
@ExtendWith({ PostgresExtension.class, OutputCaptureExtension.class })
class PipelineIntegrationTests {

	private static final String SIX = """
			create table t%1$s (id int primary key, name text);
			insert into t%1$s values (1, 'a'), (2, 'b');
			create index t%1$s_name on t%1$s (name);
			alter table t%1$s add column note text;
			update t%1$s set note = name;
			select setval(pg_get_serial_sequence('counted', 'id'), 7);
			""";

	private final ScriptFolder folder;

	PipelineIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@Test
	void revisionOfSixStatementsCostsAtMostThreeTurns(TestDatabase database) {
		database.execute("create table public.counted (id int generated always as identity)");
		this.folder.file("001_first_upgrade.sql", "create table first (id int);");
		TestSettings settings = TestSettings.of(this.folder)
			.onUnversionedSchema(MigrateSettings.OnUnversionedSchema.UPGRADE);
		settings.migrations(database).upgrade(Target.HEAD);
		this.folder.pair("002_six", SIX.formatted(2), "drop table t2;");
		int one = turns(database, settings);
		IntStream.rangeClosed(3, 12)
			.forEach(
					(i) -> this.folder.pair("%03d_six".formatted(i), SIX.formatted(i), "drop table t%d;".formatted(i)));
		int ten = turns(database, settings);
		assertThat(database.value("select count(*) from migrate_history")).isEqualTo("12");
		assertThat(ten - one).isLessThanOrEqualTo(9 * 3);
	}

	@Test
	void failureInTheMiddleOfABatchIsPlaced(TestDatabase database) {
		this.folder.file("001_middle_upgrade.sql", """
				create table a (id int);
				insert into a values (1);
				/* é😀 */ insert into a values ('😀', 😀nothing);
				insert into a values (3);
				""");
		Locale before = Locale.getDefault();
		try {
			for (String language : List.of("en", "de", "fr", "ar-EG-u-nu-arab", "ja")) {
				Locale.setDefault(Locale.forLanguageTag(language));
				assertThat(Failures.of(() -> TestSettings.migrations(database, this.folder).upgrade(Target.HEAD)))
					.isInstanceOfSatisfying(StatementException.class, (ex) -> {
						assertThat(ex.getPlace()).hasToString("3:37");
						assertThat(ex.getStatement()).isEqualTo("insert into a values ('😀', 😀nothing)");
						assertThat(ex.getSqlState()).isEqualTo("42703");
					});
			}
		}
		finally {
			Locale.setDefault(before);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "preferQueryMode=simple", "preferQueryMode=extendedForPrepared",
			"preferQueryMode=extendedCacheEverything", "autosave=always", "reWriteBatchedInserts=true",
			"prepareThreshold=-1", "options=-c%20standard_conforming_strings=off" })
	void settingsOfTheDriverChangeNothing(String setting, TestDatabase database) {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setUrl(database.url() + "?" + setting);
		dataSource.setUser("postgres");
		Migrations migrations = TestSettings.of(this.folder).migrations(dataSource);
		this.folder.pair("001_a", """
				create table a (id int);
				create function f(i int) returns int language sql begin atomic select i; select i; end;
				insert into a values (1);
				select f(i) from generate_series(1, 3) i;
				create rule r as on insert to a do also (select 1; select 2);
				""", "drop table a; drop function f;");
		this.folder.file("002_b_upgrade.sql",
				"insert into a values (2);\ninsert into a values (3), ('x');\nselect 1;\n");
		assertThat(Failures.of(() -> migrations.upgrade(Target.HEAD)))
			.hasMessageContaining("002_b_upgrade.sql:2:28: invalid input syntax for type integer: \"x\"");
		this.folder.file("002_b_upgrade.sql", "insert into a values (2);\ncreate index concurrently on a (id);\n");
		migrations.upgrade(Target.HEAD);
		assertThat(database.list("select id from a order by id")).containsExactly("1", "2");
	}

	@Test
	void failureIsToldLessExactlyWhereTheDriverDoesNotRepeatStatements(TestDatabase database) {
		this.folder.file("001_middle_upgrade.sql",
				"create table a (id int);\ninsert into a values (1 / 0);\nselect 1;");
		PGSimpleDataSource silent = (PGSimpleDataSource) database.dataSource(database.role("silent"));
		database.execute("grant create on schema public to " + silent.getUser());
		silent.setLogServerErrorDetail(false);
		assertThat(
				Failures.text(this.folder, () -> TestSettings.of(this.folder).migrations(silent).upgrade(Target.HEAD)))
			.isEqualTo(
					"""
							FOLDER/001_middle_upgrade.sql, at or behind 1:1: division by zero

							SQLSTATE: 22012

							Revision 001 was rolled back as a whole. Nothing else was run.

							Action:
							Write '-- migrate: pipeline=off' into the script's first lines to see which statement failed: with logServerErrorDetail=false the driver does not tell. Correct the script and start again; nothing of 001 is left in the database.
							""");
		this.folder.file("001_middle_upgrade.sql",
				"-- migrate: pipeline=off\ncreate table a (id int);\ninsert into a values (1 / 0);\nselect 1;");
		assertThat(Failures.of(() -> TestSettings.of(this.folder).migrations(silent).upgrade(Target.HEAD)))
			.hasMessageContaining("001_middle_upgrade.sql:3:1: division by zero");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-- migrate: pipeline=off\n" })
	void queriesRunToTheirEnd(String directive, TestDatabase database) {
		this.folder.file("001_queries_upgrade.sql", directive
				+ """
						create table a (id int, note text);
						create function add(id int, note text) returns int language sql as 'insert into a values ($1, $2) returning 1';
						select add(i, 'select') from generate_series(1, 3) i;
						with s as (select i from generate_series(1, 3) i) select add(i, 'with') from s;
						(select add(i, 'bracket') from generate_series(1, 3) i);
						values (add(1, 'values')), (add(2, 'values')), (add(3, 'values'));
						with s as (insert into a select i, 'modifying' from generate_series(1, 3) i returning id) select * from s;
						insert into a select i, 'returning' from generate_series(1, 3) i returning add(id, 'in returning');
						prepare p as select add(i, 'execute') from generate_series(1, 3) i;
						execute p;
						select i, 'into' as note into b from generate_series(1, 3) i;
						select * from a for update;
						explain analyze select add(i, 'explain') from generate_series(1, 3) i;
						""");
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		assertThat(database.list("select note || ' ' || count(*) from a group by note order by note")).containsExactly(
				"bracket 3", "execute 3", "explain 3", "in returning 3", "modifying 3", "returning 3", "select 3",
				"values 3", "with 3");
		assertThat(database.value("select count(*) from b")).isEqualTo("3");
	}

	@Test
	void manyStatementsGoInSlices(TestDatabase database) {
		String inserts = IntStream.range(0, 950)
			.mapToObj("insert into a values (%d);\n"::formatted)
			.collect(Collectors.joining());
		this.folder.file("001_many_upgrade.sql",
				"create table a (id int);\n" + inserts + "insert into a values (1 / 0);");
		assertThat(Failures.of(() -> TestSettings.migrations(database, this.folder).upgrade(Target.HEAD)))
			.isInstanceOfSatisfying(StatementException.class, (ex) -> assertThat(ex.getPlace()).hasToString("952:1"));
		assertThat(database.value("select to_regclass('a') is null")).isEqualTo("t");
		this.folder.file("001_many_upgrade.sql", "create table a (id int);\n" + inserts);
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		assertThat(database.value("select count(*) from a")).isEqualTo("950");
	}

	@Test
	void warningsOfABatchBelongToTheRevisionAndNoticesAreNone(TestDatabase database, CapturedOutput output) {
		String notices = """
				create table a (id int);
				create table if not exists a (id int);
				do $$ begin raise warning 'careful'; raise warning using message = 'own', errcode = 'P0001'; end $$;
				""";
		this.folder.file("001_batch_upgrade.sql", notices)
			.file("002_single_upgrade.sql",
					"-- migrate: pipeline=off\n" + notices.replace("create table a ", "create table b "));
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		assertThat(warnings(output)).containsExactly("001_batch_upgrade.sql: careful", "001_batch_upgrade.sql: own",
				"002_single_upgrade.sql:4:1: careful", "002_single_upgrade.sql:4:1: own");
	}

	@Test
	void lostAnswerNeverMeansMoreThanIsKnown(TestDatabase database) {
		this.folder.file("001_first_upgrade.sql", "create table first (id int);");
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		this.folder.file("002_second_upgrade.sql", "create table second (id int); insert into second values (1);");
		List<String> failures = new ArrayList<>();
		for (int last = 1; failures.size() < last; last++) {
			try (CuttingProxy losing = new CuttingProxy(database.port(), last, true)) {
				String plan = TestSettings.migrations(database, this.folder).plan(Target.HEAD).id();
				Migrations.Order order = new Migrations.Order(plan, "ada", "why", null);
				Migrations migrations = TestSettings.of(this.folder).migrations(losing.dataSource(database.name()));
				MigrateException failure = Failures.of(() -> migrations.execute(Target.HEAD, order));
				database.waitUntil("not exists (select from pg_stat_activity where datname = current_database()"
						+ " and pid <> pg_backend_pid() and backend_type = 'client backend')");
				if (failure != null) {
					failures.add(failure.getMessage());
				}
				else {
					break;
				}
				if (database.value("select count(*) from migrate_history").equals("2")) {
					assertThat(failure.getMessage()).doesNotContain("rolled back");
					database.execute("delete from migrate_history where version = '002'", "drop table second");
				}
				database.execute("update migrate_claim set expires = null, instance = null");
			}
		}
		assertThat(failures).anySatisfy((message) -> assertThat(message)
			.startsWith("The transaction of revision 002 could not be committed: An I/O error occurred"));
	}

	@Test
	void textsOfAnyKindAreRecordedAsTheyAre(TestDatabase database) {
		String odd = "-- it's \\ and \\' and :name and ? and ${x} and %s\nset standard_conforming_strings = off;\nselect 'a\\'b';\n";
		this.folder.pair("001_odd", odd, odd);
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		assertThat(database.value("select downgrade_text from migrate_history")).isEqualTo(odd);
		TestSettings.migrations(database, this.folder).downgrade(Target.BASE);
		assertThat(database.value("select count(*) from migrate_history")).isEqualTo("0");
	}

	private static int turns(TestDatabase database, TestSettings settings) {
		try (CuttingProxy counter = new CuttingProxy(database.port())) {
			settings.migrations(counter.dataSource(database.name())).upgrade(Target.HEAD);
			return counter.turns();
		}
	}

	private static List<String> warnings(CapturedOutput output) {
		return output.toString()
			.lines()
			.filter((line) -> line.startsWith("WARN "))
			.map((line) -> line.replaceAll("^.*(\\d{3}_\\w+_upgrade\\.sql)", "$1"))
			.toList();
	}

}
