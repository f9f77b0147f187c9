package dev.migrateboot;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.migrateboot.MigrationStep.Revert;
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
 * Downgrades to every kind of target, by the stored script and by this build's.
 */
@ExtendWith(PostgresExtension.class)
class DowngradeIntegrationTests {

	private static final String VERSIONS = "select version from migrate_history order by id";

	private static final String COLUMNS = "select attname from pg_attribute where attrelid = to_regclass('users') "
			+ "and attnum > 0 and not attisdropped order by attnum";

	private final ScriptFolder folder;

	DowngradeIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts() {
		this.folder.pair("001_create_users", "create table users (id int);", "drop table users;")
			.pair("002_add_mail", "alter table users add mail text;", "alter table users drop mail;")
			.pair("003_add_note", "alter table users add note text;", "alter table users drop note;");
	}

	@Test
	void downgradeToVersionRevertsWhatIsAbove(TestDatabase database) {
		Migrations migrations = upgraded(database);
		MigrationReport report = migrations.downgrade(Target.parse("1"));
		assertThat(report.from()).hasToString("003");
		assertThat(report.to()).hasToString("001");
		assertThat(report.direction()).isEqualTo(Direction.DOWNGRADE);
		assertThat(report.steps()).extracting((step) -> step.version() + " " + step.source() + " " + step.outcome())
			.containsExactly("003 history reverted", "002 history reverted");
		assertThat(database.list(VERSIONS)).containsExactly("001");
		assertThat(database.list(COLUMNS)).containsExactly("id");
	}

	@Test
	void downgradeToBaseAndUpgradeAgainBringsTheSameCatalog(TestDatabase database) {
		Migrations migrations = upgraded(database);
		List<String> atHead = CatalogSnapshot.of(database);
		migrations.downgrade(Target.BASE);
		assertThat(database.list(VERSIONS)).isEmpty();
		assertThat(database.value("select to_regclass('users') is null")).isEqualTo("t");
		assertThat(migrations.status().current()).isNull();
		migrations.upgrade(Target.HEAD);
		assertThat(CatalogSnapshot.of(database)).isEqualTo(atHead);
	}

	@Test
	void downgradeByStepsRevertsThatMany(TestDatabase database) {
		assertThat(upgraded(database).downgrade(Target.parse("-2")).to()).hasToString("001");
		assertThat(database.list(VERSIONS)).containsExactly("001");
	}

	@Test
	void downgradeByMoreStepsThanAppliedThrows(TestDatabase database) {
		Migrations migrations = upgraded(database);
		assertThat(Failures.text(this.folder, () -> migrations.downgrade(Target.parse("-4")))).isEqualTo("""
				Target -4 is out of reach: 3 migrations are applied.

				Action:
				Use a smaller number, or base.
				""");
	}

	@Test
	void downgradeToHigherVersionThrows(TestDatabase database) {
		Migrations migrations = upgraded(database);
		migrations.downgrade(Target.parse("001"));
		assertThat(Failures.text(this.folder, () -> migrations.downgrade(Target.parse("002")))).isEqualTo("""
				Target 002 lies above the current version 001; a downgrade never applies anything.

				Action:
				To go on, ask for an upgrade.
				""");
		assertThat(database.list(VERSIONS)).containsExactly("001");
	}

	@Test
	void downgradeToCurrentVersionDoesNothing(TestDatabase database) {
		MigrationReport report = upgraded(database).downgrade(Target.parse("003"));
		assertThat(report.direction()).isEqualTo(Direction.NONE);
		assertThat(report.steps()).isEmpty();
		assertThat(database.value("select count(*) from migrate_journal")).isEqualTo("3");
	}

	@Test
	void downgradeRevertsInReverseOrderOfApplication(TestDatabase database) {
		this.folder.deletePair("002_add_mail");
		Migrations early = TestSettings.migrations(database, this.folder);
		early.upgrade(Target.HEAD);
		writeScripts();
		Migrations migrations = TestSettings.of(this.folder)
			.outOfOrder(MigrateSettings.OutOfOrder.APPLY)
			.migrations(database);
		migrations.upgrade(Target.HEAD);
		assertThat(database.list(VERSIONS)).containsExactly("001", "003", "002");
		assertThat(migrations.downgrade(Target.BASE).steps()).extracting((step) -> step.version().toString())
			.containsExactly("002", "003", "001");
	}

	@Test
	void downgradeWritesJournal(TestDatabase database) {
		upgraded(database).downgrade(Target.parse("002"));
		Map<String, Object> row = database.jdbc()
			.sql("select * from migrate_journal order by id desc limit 1")
			.query()
			.singleRow();
		assertThat(row).containsEntry("action", "downgrade")
			.containsEntry("version", "003")
			.containsEntry("outcome", "reverted")
			.containsEntry("source", "history")
			.containsEntry("actor", "postgres")
			.containsEntry("reason", null)
			.containsEntry("instance", "test-1")
			.containsEntry("build", "test-build")
			.containsEntry("message", null);
		assertThat((Long) row.get("duration_ms")).isNotNegative();
	}

	@Test
	void downgradeByAnOldBuildRunsTheStoredScripts(TestDatabase database) {
		upgraded(database);
		this.folder.deletePair("003_add_note").deletePair("002_add_mail");
		Migrations oldBuild = TestSettings.migrations(database, this.folder);
		MigrationStatus ahead = oldBuild.status();
		assertThat(ahead.state()).isEqualTo(MigrationStatus.State.AHEAD);
		assertThat(ahead.head()).hasToString("001");
		assertThat(ahead.migrations()).extracting((entry) -> entry.version() + " " + entry.state())
			.containsExactly("001 applied", "002 unknown", "003 unknown");
		assertThat(oldBuild.downgrade(Target.HEAD).steps())
			.extracting((step) -> step.version() + " " + step.description() + " " + step.source())
			.containsExactly("003 add note history", "002 add mail history");
		assertThat(database.list(COLUMNS)).containsExactly("id");
		assertThat(oldBuild.status().state()).isEqualTo(MigrationStatus.State.UP_TO_DATE);
	}

	@Test
	void downgradeByABuildWithoutAnyScriptGoesToBase(TestDatabase database, @TempDir Path empty) {
		upgraded(database);
		TestSettings.migrations(database, new ScriptFolder(empty)).downgrade(Target.BASE);
		assertThat(database.list(VERSIONS)).isEmpty();
	}

	@Test
	void downgradeWhenStoredScriptFailsNamesItsOrigin(TestDatabase database) {
		this.folder.pair("004_last", "select 1;", "create table left_over (id int);\ndrop table nowhere;\n");
		upgraded(database);
		this.folder.deletePair("004_last");
		List<String> before = CatalogSnapshot.of(database);
		assertThat(
				Failures.text(this.folder, () -> TestSettings.migrations(database, this.folder).downgrade(Target.BASE)))
			.isEqualTo(
					"""
							004_last_downgrade.sql (stored in the history):2:1: table "nowhere" does not exist

							    drop table nowhere
							    ^

							SQLSTATE: 42P01

							Revision 004 was rolled back as a whole. Nothing else was run.

							Action:
							Correct what the script found, or choose source=package in a build that has a corrected one, and ask for the downgrade again; 004 is applied as before.
							""");
		assertThat(CatalogSnapshot.of(database)).isEqualTo(before);
		assertThat(database.list(VERSIONS)).containsExactly("001", "002", "003", "004");
	}

	@Test
	void downgradeWhenTextsDifferWantsAChoice(TestDatabase database) {
		Migrations migrations = upgraded(database);
		this.folder.file("003_add_note_downgrade.sql", "alter table users drop note cascade;")
			.file("002_add_mail_downgrade.sql", "alter table users drop mail cascade;");
		assertThat(Failures.text(this.folder, () -> migrations.downgrade(Target.BASE))).isEqualTo(
				"""
						The downgrade script of 003, 002 in this build is not the one that was stored when it was applied. Nothing has been run.

						Action:
						Read both in the plan, then choose: source=history for the stored one, source=package for this build's.
						""");
		assertThat(database.list(VERSIONS)).containsExactly("001", "002", "003");
		MigrationPlan plan = migrations.plan(Target.parse("002"));
		assertThat(plan.steps()).extracting(MigrationStep::source).containsOnlyNulls();
		assertThat(migrations.preview(plan))
			.extracting(Migrations.StepPreview::sql, Migrations.StepPreview::packagedSql)
			.containsExactly(tuple("alter table users drop note;", "alter table users drop note cascade;"));
	}

	@Test
	void executeRunsTheChosenText(TestDatabase database) {
		Migrations migrations = upgraded(database);
		this.folder
			.file("003_add_note_downgrade.sql", "comment on table users is 'package'; alter table users drop note;")
			.file("002_add_mail_downgrade.sql", "comment on table users is 'package'; alter table users drop mail;");
		String comment = "select coalesce(obj_description('users'::regclass), '')";
		execute(migrations, "002", Source.HISTORY);
		assertThat(database.list(VERSIONS)).containsExactly("001", "002");
		assertThat(database.value(comment)).isEmpty();
		MigrationReport report = execute(migrations, "001", Source.PACKAGE);
		assertThat(report.steps()).extracting(MigrationReport.Step::source).containsExactly(Source.PACKAGE);
		assertThat(database.value(comment)).isEqualTo("package");
		assertThat(database.list("select source from migrate_journal where action = 'downgrade' order by id"))
			.containsExactly("history", "package");
	}

	@Test
	void downgradeWhenOnlyCommentsDifferNeedsNoChoice(TestDatabase database) {
		Migrations migrations = upgraded(database);
		this.folder.file("003_add_note_downgrade.sql", "-- takes the note away\r\nalter  table users\r\n\tdrop note ;");
		MigrationPlan plan = migrations.plan(Target.parse("002"));
		assertThat(plan.steps()).extracting(MigrationStep::source).containsExactly(Source.HISTORY);
		assertThat(migrations.downgrade(Target.parse("002")).to()).hasToString("002");
	}

	@Test
	void downgradeWithoutStoredScriptTakesThisBuilds(TestDatabase database) {
		this.folder.file("004_late_upgrade.sql", "alter table users add late text;");
		Migrations migrations = upgraded(database);
		assertThat(Failures.text(this.folder, () -> migrations.downgrade(Target.parse("003")))).isEqualTo(
				"""
						There is no way back over 004: neither the history nor this build has a downgrade script for it. Nothing has been run.

						Action:
						Choose a target at or above it, add a downgrade script to this build, or restore a backup.
						""");
		this.folder.file("004_late_downgrade.sql", "alter table users drop late;");
		assertThat(migrations.downgrade(Target.parse("003")).steps()).extracting(MigrationReport.Step::source)
			.containsExactly(Source.PACKAGE);
		assertThat(database.list(COLUMNS)).containsExactly("id", "mail", "note");
	}

	@Test
	void downgradeBelowTheFloorThrows(TestDatabase database) {
		upgraded(database);
		Migrations migrations = TestSettings.of(this.folder).floor("2").migrations(database);
		assertThat(Failures.text(this.folder, () -> migrations.downgrade(Target.parse("001")))).isEqualTo("""
				Target 001 lies below 2, the lowest version that migrate.downgrade.floor allows.

				Action:
				Choose 2 or a version above it.
				""");
		assertThat(database.list(VERSIONS)).containsExactly("001", "002", "003");
		migrations.downgrade(Target.parse("002"));
		assertThat(database.list(VERSIONS)).containsExactly("001", "002");
	}

	@Test
	void downgradeOverAnIrreversibleRevisionThrows(TestDatabase database) {
		this.folder.file("004_gone_upgrade.sql", "-- migrate: irreversible=the letters are burnt\nselect 1;");
		Migrations migrations = upgraded(database);
		assertThat(database.value("select irreversible from migrate_history where version = '004'"))
			.isEqualTo("the letters are burnt");
		assertThat(migrations.plan(Target.parse("002")).refusal().error()).isEqualTo("irreversible");
		assertThat(Failures.text(this.folder, () -> migrations.downgrade(Target.parse("002")))).isEqualTo(
				"""
						There is no way back over 004: it is declared irreversible (the letters are burnt). Nothing has been run.

						Action:
						Choose a target at or above it, add a downgrade script to this build, or restore a backup.
						""");
		assertThat(migrations.status().migrations().get(3).reversible()).isFalse();
	}

	@Test
	void downgradeReportsWhatALossyScriptLoses(TestDatabase database) {
		this.folder.file("003_add_note_downgrade.sql", "-- migrate: lossy=every note\nalter table users drop note;");
		upgraded(database).downgrade(Target.parse("002"));
		assertThat(database.list(COLUMNS)).containsExactly("id", "mail");
	}

	@Test
	void planOfAnAppliedVersionReverts(TestDatabase database) {
		MigrationPlan plan = upgraded(database).plan(Target.parse("001"));
		assertThat(plan.from()).hasToString("003");
		assertThat(plan.to()).hasToString("001");
		assertThat(plan.refusal()).isNull();
		assertThat(plan.steps()).allSatisfy((step) -> assertThat(((Revert) step).partial()).isFalse());
		assertThat(plan.id()).matches("[0-9a-f]{64}");
	}

	private Migrations upgraded(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		migrations.upgrade(Target.HEAD);
		return migrations;
	}

	private static MigrationReport execute(Migrations migrations, String target, Source source) {
		Target parsed = Target.parse(target);
		return migrations.execute(parsed, new Migrations.Order(migrations.plan(parsed).id(), "ada", "test", source));
	}

}
