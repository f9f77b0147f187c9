package dev.migrateboot;

import java.nio.file.Path;

import dev.migrateboot.MigrateSettings.OnChangedScript;
import dev.migrateboot.MigrateSettings.OnNewerDatabase;
import dev.migrateboot.MigrateSettings.OutOfOrder;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A history and a build that do not agree: changed scripts, late versions, a database
 * that is ahead.
 */
@ExtendWith(PostgresExtension.class)
class ChangedScriptIntegrationTests {

	private static final String TABLE = """
			create table users (
			  id int primary key,
			  name text,
			  mail text
			);
			insert into users
			values (1, 'ada;  -- not a comment', null);
			""";

	private final ScriptFolder folder;

	ChangedScriptIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts() {
		this.folder.pair("001_users", TABLE, "drop table users;")
			.pair("003_note", "alter table users add note text;", "alter table users drop note;");
	}

	@Test
	void changedMeaningStopsTheStart(TestDatabase database) {
		Migrations migrations = upgraded(database);
		this.folder.file("001_users_upgrade.sql", TABLE.replace("name text", "name varchar(80)"));
		String expected = """
				FOLDER/001_users_upgrade.sql has been changed after it was applied:

				  create table users (
				    id int primary key,
				-   name text,
				+   name varchar(80),
				    mail text
				  );
				  …


				Action:
				Put the script back as it was applied and write the change as a new revision. Where the database is as the script says by now, accept the script in place of the applied one: migrate repair 001 --reason="<reason>". To start all the same, set migrate.on-changed-script=warn.
				""";
		assertThat(Failures.text(this.folder, () -> migrations.upgradeOnStart(Target.HEAD))).isEqualTo(expected);
		assertThat(Failures.text(this.folder, () -> migrations.validate(Target.HEAD))).isEqualTo(expected);
		assertThat(Failures.of(() -> migrations.upgrade(Target.HEAD)).getError()).isEqualTo("changed-script");
		MigrationStatus status = migrations.status();
		assertThat(status.state()).isEqualTo(MigrationStatus.State.CHANGED);
		assertThat(status.migrations()).extracting((entry) -> entry.version() + " " + entry.state())
			.containsExactly("001 changed", "003 applied");
	}

	@Test
	void changedScriptStopsWhatIsPending(TestDatabase database) {
		Migrations migrations = upgraded(database);
		this.folder.file("001_users_upgrade.sql", TABLE.replace("'ada;", "'bob;"))
			.file("004_new_upgrade.sql", "select 1;");
		assertThat(Failures.of(() -> migrations.upgradeOnStart(Target.HEAD))).hasMessageContaining("- values (1, 'ada;")
			.hasMessageContaining("+ values (1, 'bob;");
		assertThat(database.value("select count(*) from migrate_history")).isEqualTo("2");
	}

	@Test
	void changedScriptIsOnlyLoggedWhenTheSettingSaysSo(TestDatabase database) {
		upgraded(database);
		this.folder.file("001_users_upgrade.sql", "select 1;").file("004_new_upgrade.sql", "create table d (id int);");
		Migrations migrations = TestSettings.of(this.folder).onChangedScript(OnChangedScript.WARN).migrations(database);
		assertThat(migrations.upgradeOnStart(Target.HEAD).to()).hasToString("004");
		migrations.validate(Target.HEAD);
		assertThat(migrations.status().state()).isEqualTo(MigrationStatus.State.CHANGED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\r\n", "\n\n -- a comment\n", "\n/* a /* nested */ comment */\n\t" })
	void changedCommentsAndWhiteSpaceAreTheSame(String lineEnd, TestDatabase database) {
		Migrations migrations = upgraded(database);
		this.folder.file("001_users_upgrade.sql", "\uFEFF-- headline\n" + TABLE.replace("\n", lineEnd));
		assertThat(migrations.upgradeOnStart(Target.HEAD).steps()).isEmpty();
		assertThat(migrations.status().state()).isEqualTo(MigrationStatus.State.UP_TO_DATE);
	}

	@Test
	void commentInALiteralIsNoComment(TestDatabase database) {
		Migrations migrations = upgraded(database);
		this.folder.file("001_users_upgrade.sql", TABLE.replace("ada;  -- not", "ada; -- not"));
		assertThat(Failures.of(() -> migrations.upgradeOnStart(Target.HEAD))).isInstanceOf(PlanException.class);
	}

	@Test
	void byteOrderMarkIsNoDifference(TestDatabase database) {
		this.folder.file("001_users_upgrade.sql", "\uFEFF" + TABLE);
		Migrations migrations = upgraded(database);
		this.folder.file("001_users_upgrade.sql", TABLE.replace("mail text", "mail varchar"));
		assertThat(Failures.of(() -> migrations.upgradeOnStart(Target.HEAD)).getMessage())
			.contains("-   mail text\n+   mail varchar")
			.doesNotContain("create table");
	}

	@Test
	void changedDowngradeScriptStopsNothing(TestDatabase database) {
		Migrations migrations = upgraded(database);
		this.folder.file("001_users_downgrade.sql", "drop table users cascade;");
		assertThat(migrations.upgradeOnStart(Target.HEAD).steps()).isEmpty();
		assertThat(migrations.status().state()).isEqualTo(MigrationStatus.State.UP_TO_DATE);
	}

	@Test
	void lateVersionStopsTheStart(TestDatabase database) {
		Migrations migrations = upgraded(database);
		this.folder.pair("002_late", "alter table users add late text;", "alter table users drop late;");
		assertThat(Failures.text(this.folder, () -> migrations.upgradeOnStart(Target.HEAD))).isEqualTo("""
				002 is pending below the current version 003. Nothing has been run.

				Action:
				Give the script a version above 003, or set migrate.out-of-order=apply.
				""");
		this.folder.pair("0021_later", "select 1;", "select 1;").pair("004_new", "select 1;", "select 1;");
		this.folder.deletePair("0021_later").pair("000_first", "select 1;", "select 1;");
		assertThat(Failures.of(() -> migrations.upgradeOnStart(Target.HEAD)))
			.hasMessage("000, 002 are pending below the current version 003. Nothing has been run.");
		assertThat(migrations.status().migrations()).extracting((entry) -> entry.version() + " " + entry.state())
			.containsExactly("000 out-of-order", "001 applied", "002 out-of-order", "003 applied", "004 pending");
		assertThat(database.value("select count(*) from migrate_history")).isEqualTo("2");
	}

	@Test
	void lateVersionIsAppliedWhenTheSettingSaysSo(TestDatabase database) {
		upgraded(database);
		this.folder.pair("002_late", "alter table users add late text;", "alter table users drop late;");
		Migrations migrations = TestSettings.of(this.folder).outOfOrder(OutOfOrder.APPLY).migrations(database);
		MigrationReport report = migrations.upgradeOnStart(Target.HEAD);
		assertThat(report.steps()).extracting((step) -> step.version().toString()).containsExactly("002");
		assertThat(database.list("select version from migrate_history order by id")).containsExactly("001", "003",
				"002");
		assertThat(migrations.status().current()).hasToString("003");
	}

	@Test
	void databaseAheadIsOnlyLogged(TestDatabase database) {
		upgraded(database);
		this.folder.deletePair("003_note");
		MigrationReport report = TestSettings.migrations(database, this.folder).upgradeOnStart(Target.HEAD);
		assertThat(report.steps()).isEmpty();
		assertThat(report.to()).hasToString("003");
	}

	@Test
	void databaseAheadStopsTheStartWhenTheSettingSaysSo(TestDatabase database) {
		upgraded(database);
		this.folder.deletePair("003_note");
		Migrations migrations = TestSettings.of(this.folder).onNewerDatabase(OnNewerDatabase.FAIL).migrations(database);
		String expected = """
				The database is at version 003, this build knows versions up to 001 only.

				Action:
				Start a build that contains 003, or take the database back, or set migrate.on-newer-database=warn.
				""";
		assertThat(Failures.text(this.folder, () -> migrations.upgradeOnStart(Target.HEAD))).isEqualTo(expected);
		assertThat(Failures.text(this.folder, () -> migrations.validate(Target.HEAD))).isEqualTo(expected);
		migrations.downgrade(Target.parse("001"));
		migrations.upgradeOnStart(Target.HEAD);
	}

	@Test
	void unknownVersionBelowHeadIsHarmless(TestDatabase database) {
		upgraded(database);
		this.folder.deletePair("001_users");
		Migrations migrations = TestSettings.of(this.folder).onNewerDatabase(OnNewerDatabase.FAIL).migrations(database);
		assertThat(migrations.upgradeOnStart(Target.HEAD).steps()).isEmpty();
		assertThat(migrations.status().state()).isEqualTo(MigrationStatus.State.UP_TO_DATE);
		assertThat(migrations.status().migrations().get(0).state()).isEqualTo(MigrationStatus.EntryState.UNKNOWN);
	}

	private Migrations upgraded(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		migrations.upgrade(Target.HEAD);
		return migrations;
	}

}
