package dev.migrateboot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.migrateboot.MigrationReport.Step;
import dev.migrateboot.MigrationStatus.EntryState;
import dev.migrateboot.support.CatalogSnapshot;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Upgrades to every kind of target, and what they write down.
 */
@ExtendWith(PostgresExtension.class)
class UpgradeIntegrationTests {

	private static final String VERSIONS = "select version from migrate_history order by id";

	private final ScriptFolder folder;

	UpgradeIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts() {
		this.folder.pair("001_create_users", "create table users (id int primary key);", "drop table users;")
			.pair("002_add_mail", "alter table users add mail text;", "alter table users drop mail;")
			.file("010_add_note_upgrade.sql", "alter table users add note text;");
	}

	@Test
	void upgradeToHeadAppliesEverythingInOrder(TestDatabase database) {
		MigrationReport report = TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		assertThat(report.from()).isNull();
		assertThat(report.to()).hasToString("010");
		assertThat(report.direction()).isEqualTo(Direction.UPGRADE);
		assertThat(report.steps())
			.extracting((step) -> step.version() + " " + step.description(), Step::direction, Step::source,
					Step::outcome)
			.containsExactly(tuple("001 create users", Direction.UPGRADE, Source.PACKAGE, "applied"),
					tuple("002 add mail", Direction.UPGRADE, Source.PACKAGE, "applied"),
					tuple("010 add note", Direction.UPGRADE, Source.PACKAGE, "applied"));
		assertThat(report.journal().toString()).isEqualTo(database.value("select max(id) from migrate_journal"));
		assertThat(database.list("select attname from pg_attribute where attrelid = 'users'::regclass and attnum > 0"))
			.containsExactly("id", "mail", "note");
	}

	@Test
	void upgradeToVersionStopsThere(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		assertThat(migrations.upgrade(Target.parse("1")).to()).hasToString("001");
		assertThat(database.list(VERSIONS)).containsExactly("001");
		assertThat(migrations.upgrade(Target.parse("1")).steps()).isEmpty();
	}

	@Test
	void upgradeByStepsAppliesThatMany(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		assertThat(migrations.upgrade(Target.parse("+2")).to()).hasToString("002");
		assertThat(database.list(VERSIONS)).containsExactly("001", "002");
	}

	@Test
	void upgradeByMoreStepsThanPendingThrows(TestDatabase database) {
		assertThat(Failures.text(this.folder,
				() -> TestSettings.migrations(database, this.folder).upgrade(Target.parse("+4"))))
			.isEqualTo("""
					Target +4 is out of reach: 3 migrations are pending.

					Action:
					Use a smaller number, or head.
					""");
	}

	@Test
	void upgradeToUnknownVersionThrows(TestDatabase database) {
		assertThat(Failures.text(this.folder,
				() -> TestSettings.migrations(database, this.folder).upgrade(Target.parse("003"))))
			.isEqualTo("""
					Version 003 is neither in this build nor in the history.

					Action:
					Known versions are 001, 002, 010. Use head, base, a version, +n or -n.
					""");
		assertThat(database.value("select to_regclass('migrate_history') is null")).isEqualTo("t");
	}

	@Test
	void upgradeToLowerVersionThrows(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		migrations.upgrade(Target.HEAD);
		assertThat(Failures.text(this.folder, () -> migrations.upgrade(Target.parse("001")))).isEqualTo("""
				Target 001 lies below the current version 010; an upgrade never reverts anything.

				Action:
				To go back, ask for a downgrade.
				""");
		assertThat(database.list(VERSIONS)).containsExactly("001", "002", "010");
	}

	@Test
	void upgradeOnStartToLowerVersionDoesNothing(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		migrations.upgrade(Target.HEAD);
		assertThat(migrations.upgradeOnStart(Target.parse("001")).steps()).isEmpty();
		assertThat(database.list(VERSIONS)).containsExactly("001", "002", "010");
	}

	@Test
	void upgradeWithoutMigrationsDoesNothing(TestDatabase database, @TempDir Path empty) {
		Migrations migrations = TestSettings.migrations(database, new ScriptFolder(empty));
		MigrationReport report = migrations.upgrade(Target.HEAD);
		assertThat(report.direction()).isEqualTo(Direction.NONE);
		assertThat(report.to()).isNull();
		assertThat(database.value("select to_regclass('migrate_history') is null")).isEqualTo("t");
	}

	@Test
	void upgradeWritesHistory(TestDatabase database) {
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		List<Map<String, Object>> rows = database.jdbc()
			.sql("select * from migrate_history where version <> '002' order by id")
			.query()
			.listOfRows();
		Script upgrade = Script.stored("", "create table users (id int primary key);");
		Script downgrade = Script.stored("", "drop table users;");
		assertThat(rows.get(0)).containsEntry("version", "001")
			.containsEntry("description", "create users")
			.containsEntry("script", "001_create_users_upgrade.sql")
			.containsEntry("state", "applied")
			.containsEntry("upgrade_hash", upgrade.hash())
			.containsEntry("upgrade_meaning", ScriptOutline.of(upgrade).meaning())
			.containsEntry("downgrade_script", "001_create_users_downgrade.sql")
			.containsEntry("downgrade_hash", downgrade.hash())
			.containsEntry("downgrade_meaning", ScriptOutline.of(downgrade).meaning())
			.containsEntry("downgrade_text", "drop table users;")
			.containsEntry("irreversible", null)
			.containsEntry("applied_by", "postgres")
			.containsEntry("build", "test-build")
			.containsEntry("progress_direction", null)
			.containsEntry("progress_finished", null)
			.containsEntry("progress_started", null)
			.containsEntry("progress_prefix", null);
		assertThat(CompressedText.expand((byte[]) rows.get(0).get("upgrade_text"))).isEqualTo(upgrade.text());
		assertThat((Long) rows.get(0).get("duration_ms")).isNotNegative();
		assertThat(rows.get(1)).containsEntry("version", "010")
			.containsEntry("downgrade_script", null)
			.containsEntry("downgrade_hash", null)
			.containsEntry("downgrade_meaning", null)
			.containsEntry("downgrade_text", null);
		assertThat(database
			.value("select bool_and(applied_at between now() - interval '1 min' and now()) " + "from migrate_history"))
			.isEqualTo("t");
	}

	@Test
	void upgradeWritesJournal(TestDatabase database) {
		TestSettings.migrations(database, this.folder).upgrade(Target.parse("001"));
		Map<String, Object> row = database.jdbc().sql("select * from migrate_journal").query().singleRow();
		assertThat(row).containsEntry("action", "upgrade")
			.containsEntry("version", "001")
			.containsEntry("outcome", "applied")
			.containsEntry("source", "package")
			.containsEntry("actor", "postgres")
			.containsEntry("reason", null)
			.containsEntry("instance", "test-1")
			.containsEntry("build", "test-build")
			.containsEntry("plan", null)
			.containsEntry("message", null);
		assertThat(row.get("duration_ms"))
			.isEqualTo(database.jdbc().sql("select duration_ms from migrate_history").query(Long.class).single());
	}

	@Test
	void upgradeRecordsTheUserOfTheConnection(TestDatabase database) {
		String owner = database.role("owner");
		database.execute("grant create on schema public to " + owner);
		TestSettings.of(this.folder).migrations(database.dataSource(owner)).upgrade(Target.HEAD);
		assertThat(database.list("select applied_by from migrate_history union select actor from migrate_journal"))
			.containsExactly(owner);
	}

	@Test
	void upgradeReleasesTheClaim(TestDatabase database) {
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		assertThat(database
			.value("""
					select concat_ws(' ', token, format, readable_from, direction, target, instance, actor, since, expires, version,
					  step, steps) from migrate_claim"""))
			.isEqualTo("1 1 1");
	}

	@Test
	void statusTellsEveryVersion(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		assertThat(migrations.status().state()).isEqualTo(MigrationStatus.State.PENDING);
		migrations.upgrade(Target.parse("002"));
		MigrationStatus status = migrations.status();
		assertThat(status.current()).hasToString("002");
		assertThat(status.head()).hasToString("010");
		assertThat(status.state()).isEqualTo(MigrationStatus.State.PENDING);
		assertThat(status.migrations()).extracting(MigrationStatus.Entry::state)
			.containsExactly(EntryState.APPLIED, EntryState.APPLIED, EntryState.PENDING);
		assertThat(status.migrations()).extracting(MigrationStatus.Entry::reversible)
			.containsExactly(true, true, false);
		migrations.upgrade(Target.HEAD);
		assertThat(migrations.status().state()).isEqualTo(MigrationStatus.State.UP_TO_DATE);
		assertThat(migrations.status().run()).isNull();
	}

	@Test
	void listenersAreToldInOrder(TestDatabase database) {
		List<String> told = new ArrayList<>();
		MigrationListener listener = new MigrationListener() {

			@Override
			public void beforeRun(MigrationPlan plan) {
				told.add("run " + plan.steps().size());
			}

			@Override
			public void afterStep(Step step) {
				told.add(step.outcome() + " " + step.version() + " " + database.list(VERSIONS));
			}

			@Override
			public void afterRun(MigrationReport report) {
				told.add("done " + report.to());
			}

		};
		TestSettings.of(this.folder).migrations(database.dataSource(), listener).upgrade(Target.HEAD);
		assertThat(told).containsExactly("run 3", "applied 001 [001]", "applied 002 [001, 002]",
				"applied 010 [001, 002, 010]", "done 010");
	}

	@Test
	void upgradeWhenScriptFailsLeavesTheCatalogAsBeforeThatRevision(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		database.execute("create type mood as enum ('sad')", "create schema other");
		migrations.upgrade(Target.HEAD);
		List<String> before = CatalogSnapshot.of(database);
		List<String> history = database.list("select h::text from migrate_history h order by id");
		this.folder.file("011_everything_upgrade.sql",
				"""
						create table orders (id bigint generated always as identity primary key, user_id int references users);
						insert into orders (user_id) values (null);
						create unique index users_mail on users (mail);
						alter table users add constraint note_length check (length(note) < 10), alter mail set not null;
						alter type mood add value 'happy' before 'sad';
						create schema fresh;
						create table fresh.t (id serial);
						create function add(a int, b int) returns int language sql immutable begin atomic select a + b; end;
						create procedure public.nothing() language plpgsql as $$ begin null; end $$;
						create view v as select id from users;
						create materialized view m as select id from users;
						create trigger t before update on users for each row execute function suppress_redundant_updates_trigger();
						comment on table users is 'people';
						grant select on users to public;
						drop schema other;
						select 1 / 0;
						""");
		MigrateException failure = Failures.of(() -> migrations.upgrade(Target.HEAD));
		assertThat(failure).isInstanceOfSatisfying(StatementException.class,
				(ex) -> assertThat(ex.getSqlState()).isEqualTo("22012"));
		assertThat(CatalogSnapshot.of(database)).isEqualTo(before);
		assertThat(database.list("select h::text from migrate_history h order by id")).isEqualTo(history);
		assertThat(database.value("select outcome from migrate_journal order by id desc limit 1")).isEqualTo("failed");
		assertThat(migrations.status().state()).isEqualTo(MigrationStatus.State.PENDING);
	}

	@Test
	void catalogSnapshotTellsTheObjectsApart(TestDatabase database) {
		List<String> before = CatalogSnapshot.of(database);
		database.execute("create table t (a int)");
		assertThat(CatalogSnapshot.of(database)).isNotEqualTo(before);
		List<String> table = CatalogSnapshot.of(database);
		database.execute("alter table t alter a set not null");
		assertThat(CatalogSnapshot.of(database)).isNotEqualTo(table);
	}

	@Test
	void upgradeWhenLaterScriptCannotBeReadRunsNothing(TestDatabase database) {
		this.folder.file("011_typo_upgrade.sql", "create table a (id int);\nselect 'open;\n");
		assertThat(
				Failures.text(this.folder, () -> TestSettings.migrations(database, this.folder).upgrade(Target.HEAD)))
			.isEqualTo("""
					FOLDER/011_typo_upgrade.sql:2:8: a quoted string is not closed. Nothing of this script has been run.

					Action:
					Correct the script; it is read as psql reads it.
					""");
		assertThat(database.list(VERSIONS)).isEmpty();
		assertThat(database.value("select to_regclass('users') is null")).isEqualTo("t");
	}

	@Test
	void validateWhenPendingThrows(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		assertThat(Failures.text(this.folder, () -> migrations.validate(Target.HEAD))).isEqualTo("""
				The database is at base, 001, 002, 010 are pending. migrate.startup=validate applies nothing.

				Action:
				Apply what is pending with an instance that is started with migrate.startup=upgrade, then start again.
				""");
		migrations.upgrade(Target.parse("002"));
		assertThat(Failures.text(this.folder, () -> migrations.validate(Target.HEAD))).isEqualTo("""
				The database is at 002, 010 is pending. migrate.startup=validate applies nothing.

				Action:
				Apply what is pending with an instance that is started with migrate.startup=upgrade, then start again.
				""");
		migrations.validate(Target.parse("002"));
	}

}
