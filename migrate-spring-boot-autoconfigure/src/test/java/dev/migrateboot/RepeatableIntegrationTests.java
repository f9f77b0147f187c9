package dev.migrateboot;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.RecordingDataSource;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Repeatable scripts: when they run, what is recorded of them, what they leave when they
 * fail.
 */
@ExtendWith(PostgresExtension.class)
class RepeatableIntegrationTests {

	private static final String JOURNAL = """
			select concat_ws(' ', action, coalesce(version, '-'), script, outcome) from migrate_journal order by id""";

	private static final String ROWS = """
			select coalesce(version, '-') || ' ' || script || ' ' || state from migrate_history order by id""";

	private final ScriptFolder folder;

	RepeatableIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts() {
		this.folder.pair("001_a", "create table a (id int, name text);", "drop table a cascade;")
			.file("R__b_view.sql", "create or replace view b as select id from v;")
			.file("R__a_view.sql", "create or replace view v as select id from a;");
	}

	@Test
	void runBehindTheVersionsInTheOrderOfTheirDescriptions(TestDatabase database) {
		MigrationReport report = migrations(database).upgrade(Target.HEAD);
		assertThat(report.to()).hasToString("001");
		assertThat(report.steps()).extracting(MigrationReport.Step::label)
			.containsExactly("001", "R__a_view.sql", "R__b_view.sql");
		assertThat(database.list(ROWS)).containsExactly("001 001_a_upgrade.sql applied", "- R__a_view.sql applied",
				"- R__b_view.sql applied");
		assertThat(database.list(JOURNAL)).containsExactly("upgrade 001 001_a_upgrade.sql applied",
				"upgrade - R__a_view.sql applied", "upgrade - R__b_view.sql applied");
		assertThat(migrations(database).status().current()).hasToString("001");
	}

	@Test
	void unchangedIsOneStatement(TestDatabase database) {
		migrations(database).upgrade(Target.HEAD);
		RecordingDataSource recording = new RecordingDataSource(database.dataSource());
		TestSettings.of(this.folder).migrations(recording).upgradeOnStart(Target.HEAD);
		assertThat(recording.calls()).hasSize(3);
		this.folder.file("R__a_view.sql", "\uFEFFcreate or replace view v as select id from a;");
		migrations(database).validate(Target.HEAD);
	}

	@Test
	void changedRunsAgainAndItsRowIsReplaced(TestDatabase database) {
		migrations(database).upgrade(Target.HEAD);
		String text = "-- \r\ncreate or replace view v as select id, name from a;";
		this.folder.file("R__a_view.sql", text);
		assertThat(migrations(database).upgrade(Target.HEAD).steps()).extracting(MigrationReport.Step::label)
			.containsExactly("R__a_view.sql");
		assertThat(database.list("select name from v")).isEmpty();
		Map<String, Object> row = database.jdbc()
			.sql("select * from migrate_history where description = 'a view'")
			.query()
			.singleRow();
		Script script = TestScripts.script(text);
		assertThat(row).containsEntry("upgrade_hash", script.hash())
			.containsEntry("resolved_hash", script.hash())
			.containsEntry("upgrade_meaning", ScriptOutline.of(script).meaning())
			.containsEntry("applied_by", "postgres")
			.containsEntry("build", "test-build");
		assertThat(CompressedText.expand((byte[]) row.get("upgrade_text"))).isEqualTo(text);
		assertThat(migrations(database).upgrade(Target.HEAD).steps()).isEmpty();
	}

	@Test
	void changedValueOfAPlaceholderRunsAgain(TestDatabase database) {
		this.folder.file("R__a_view.sql", "create or replace view v as select id, '${name}'::text as name from a;\r\n");
		TestSettings settings = TestSettings.of(this.folder).placeholder("name", "one").placeholder("other", "1");
		settings.migrations(database).upgrade(Target.HEAD);
		settings.placeholder("other", "2").migrations(database).validate(Target.HEAD);
		this.folder.file("R__a_view.sql", "create or replace view v as select id, '${name}'::text as name from a;\n");
		settings.migrations(database).validate(Target.HEAD);
		settings.placeholder("name", "two").migrations(database).upgrade(Target.HEAD);
		assertThat(database.value("select pg_get_viewdef('v')")).contains("'two'::text");
		assertThat(database.list(JOURNAL)).hasSize(4);
		assertThat(database.value("select count(*) from migrate_history h where h::text like '%two%'")).isEqualTo("0");
	}

	@Test
	void flywaysTimestampAndUserDoNotMakeItRunAgain(TestDatabase database) {
		this.folder.file("R__a_view.sql",
				"comment on table a is '${flyway:timestamp} ${flyway:user} ${flyway:filename}';"
						+ "create or replace view v as select id from a;");
		migrations(database).upgrade(Target.HEAD);
		assertThat(database.value("select obj_description('a'::regclass)"))
			.matches("[-0-9]+ [:0-9]+ postgres R__a_view.sql");
		String other = database.role("other");
		database.execute("grant select on migrate_history to " + other);
		TestSettings.of(this.folder).migrations(database.dataSource(other)).validate(Target.HEAD);
	}

	@Test
	void lowerTargetRunsNone(TestDatabase database) {
		this.folder.pair("002_b", "create table other (id int);", "drop table other;");
		migrations(database).upgrade(Target.parse("001"));
		assertThat(database.list(ROWS)).containsExactly("001 001_a_upgrade.sql applied");
		migrations(database).validate(Target.parse("001"));
		migrations(database).upgrade(Target.parse("002"));
		assertThat(database.list(ROWS)).hasSize(4);
	}

	@Test
	void oldBuildDoesNotPutItsOldViewsBack(TestDatabase database) {
		this.folder.pair("002_b", "alter table a add note text;", "alter table a drop note;");
		migrations(database).upgrade(Target.HEAD);
		this.folder.deletePair("002_b").file("R__a_view.sql", "drop view if exists v cascade;");
		assertThat(migrations(database).upgradeOnStart(Target.HEAD).steps()).isEmpty();
		migrations(database).validate(Target.HEAD);
		assertThat(migrations(database).status().state()).hasToString("ahead");
		assertThat(database.list("select id from v")).isEmpty();
	}

	@Test
	void downgradeTouchesNone(TestDatabase database) {
		migrations(database).upgrade(Target.HEAD);
		assertThat(migrations(database).downgrade(Target.BASE).steps()).extracting(MigrationReport.Step::label)
			.containsExactly("001");
		assertThat(database.list(ROWS)).containsExactly("- R__a_view.sql applied", "- R__b_view.sql applied");
		assertThat(migrations(database).status().current()).isNull();
	}

	@Test
	void buildWithoutVersionsRunsThem(TestDatabase database) {
		this.folder.deletePair("001_a").file("R__a_view.sql", "create or replace view v as select 1 as id;");
		assertThat(migrations(database).upgradeOnStart(Target.HEAD).to()).isNull();
		assertThat(database.list("select id from b")).containsExactly("1");
	}

	@Test
	void pendingIsNamedByValidate(TestDatabase database) {
		migrations(database).upgrade(Target.HEAD);
		this.folder.file("R__b_view.sql", "create or replace view b as select 2 as id;");
		assertThat(Failures.text(this.folder, () -> migrations(database).validate(Target.HEAD))).isEqualTo("""
				The database is at 001, R__b_view.sql is pending. migrate.startup=validate applies nothing.

				Action:
				Apply what is pending with an instance that is started with migrate.startup=upgrade, then start again.
				""");
		assertThat(migrations(database).status().state()).hasToString("pending");
	}

	@Test
	void failureIsRolledBackAndNamesTheScript(TestDatabase database) {
		this.folder.file("sub/R__c_view.sql", "create table left_over ();\nselect nothing from v;");
		StatementException failure = (StatementException) Failures.of(() -> migrations(database).upgrade(Target.HEAD));
		assertThat(Failures.text(this.folder, failure)).isEqualTo(
				"""
						FOLDER/sub/R__c_view.sql:2:8: column "nothing" does not exist

						    select nothing from v
						           ^

						SQLSTATE: 42703

						sub/R__c_view.sql was rolled back as a whole. Done before it in this run: 001, R__a_view.sql, R__b_view.sql.

						Action:
						Correct the script and start again; nothing of sub/R__c_view.sql is left in the database.
						""");
		assertThat(failure.getDone()).containsExactly("001", "R__a_view.sql", "R__b_view.sql");
		assertThat(database.list(JOURNAL)).hasSize(4).last().isEqualTo("upgrade - sub/R__c_view.sql failed");
		assertThat(database.value("select to_regclass('left_over') is null")).isEqualTo("t");
	}

	@Test
	void outsideATransactionItRunsAgainFromItsBeginning(TestDatabase database) {
		migrations(database).upgrade(Target.HEAD);
		String text = "insert into a values (1);\nvacuum a;\nselect 1 / (select 0 from a limit 1);";
		this.folder.file("R__b_view.sql", text);
		assertThat(Failures.text(this.folder, () -> migrations(database).upgrade(Target.HEAD))).isEqualTo(
				"""
						FOLDER/R__b_view.sql:3:1: division by zero

						    select 1 / (select 0 from a limit 1)
						    ^

						SQLSTATE: 22012

						R__b_view.sql does not run in one transaction: its first 2 statements are finished and stay in effect. Nothing else was run.

						Action:
						Correct this statement or what it found, and start again; the script runs again from its beginning.
						""");
		assertThat(database.list(ROWS)).containsExactly("001 001_a_upgrade.sql applied", "- R__a_view.sql applied");
		this.folder.file("R__b_view.sql", text.replace("1 / (select 0", "1 / (select 1"));
		migrations(database).upgrade(Target.HEAD);
		assertThat(database.list("select id from a")).containsExactly("1", "1");
		assertThat(database.list(ROWS)).hasSize(3);
	}

	@Test
	void stampAtTheHeadRecordsThemWithoutRunning(TestDatabase database) {
		this.folder.pair("002_b", "create table other (id int);", "drop table other;");
		assertThat(migrations(database).stamp(Target.parse("001")).steps()).extracting(MigrationReport.Step::label)
			.containsExactly("001");
		assertThat(migrations(database).stamp(Target.HEAD).steps()).extracting(MigrationReport.Step::label)
			.containsExactly("002", "R__a_view.sql", "R__b_view.sql");
		assertThat(database.list(ROWS)).containsExactly("001 001_a_upgrade.sql stamped",
				"002 002_b_upgrade.sql stamped", "- R__a_view.sql stamped", "- R__b_view.sql stamped");
		assertThat(database.list(JOURNAL)).last().isEqualTo("stamp - R__b_view.sql stamped");
		assertThat(database.value("select to_regclass('v') is null")).isEqualTo("t");
		migrations(database).validate(Target.HEAD);
		assertThat(migrations(database).stamp(Target.HEAD).steps()).isEmpty();
	}

	@Test
	void undefinedPlaceholderStopsTheRunBeforeItsFirstStep(TestDatabase database) {
		this.folder.file("R__b_view.sql", "select '${nobody}'");
		Migrations migrations = TestSettings.of(this.folder).placeholder("name", "x").migrations(database);
		assertThat(Failures.of(() -> migrations.upgrade(Target.HEAD))).hasMessageContaining("R__b_view.sql:1:9: ");
		assertThat(database.list(ROWS)).isEmpty();
	}

	@Test
	void rowOfAnotherKindWithoutAVersionIsIgnored(TestDatabase database) {
		migrations(database).upgrade(Target.HEAD);
		database.execute("""
				insert into migrate_history (description, script, state, upgrade_hash, upgrade_meaning, applied_by)
				values ('later', 'later.sql', 'applied', '', '', 'ada')""");
		migrations(database).validate(Target.HEAD);
		assertThat(migrations(database).status().migrations()).extracting(MigrationStatus.Entry::script)
			.containsExactly("001_a_upgrade.sql", "R__a_view.sql", "R__b_view.sql");
	}

	@Test
	void runInfoTellsTheStepWithoutAVersion(TestDatabase database) {
		this.folder.file("R__b_view.sql",
				"create table seen as select version, step, steps from migrate_claim; create or replace view b as select 1 as id;");
		migrations(database).upgrade(Target.HEAD);
		assertThat(database.list("select concat_ws(' ', coalesce(version, '-'), step, steps) from seen"))
			.isEqualTo(List.of("- 3 3"));
	}

	private Migrations migrations(TestDatabase database) {
		return TestSettings.migrations(database, this.folder);
	}

}
