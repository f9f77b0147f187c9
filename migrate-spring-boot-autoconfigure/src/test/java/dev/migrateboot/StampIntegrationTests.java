package dev.migrateboot;

import java.nio.file.Path;
import java.util.Map;

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
 * Recording versions without running their scripts.
 */
@ExtendWith(PostgresExtension.class)
class StampIntegrationTests {

	private static final String ROWS = "select version || ' ' || state from migrate_history order by id";

	private static final String JOURNAL = "select action || ' ' || version || ' ' || outcome from migrate_journal order by id";

	private final ScriptFolder folder;

	StampIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts() {
		this.folder.pair("001_a", "create table a (id int);", "drop table a;")
			.pair("002_b", "create table b (id int);", "drop table b;")
			.pair("003_c", "create table c (id int);", "drop table c;");
	}

	@Test
	void stampOnADatabaseInUseRecordsWithoutRunning(TestDatabase database) {
		database.execute("create table a (id int)", "create table b (id int)");
		Migrations migrations = TestSettings.migrations(database, this.folder);
		MigrationReport report = migrations.stamp(Target.parse("2"));
		assertThat(report.from()).isNull();
		assertThat(report.to()).hasToString("002");
		assertThat(report.steps()).extracting((step) -> step.version() + " " + step.outcome())
			.containsExactly("001 stamped", "002 stamped");
		assertThat(database.list(ROWS)).containsExactly("001 stamped", "002 stamped");
		assertThat(database.list(JOURNAL)).containsExactly("stamp 001 stamped", "stamp 002 stamped");
		assertThat(report.journal().toString()).isEqualTo(database.value("select max(id) from migrate_journal"));
		assertThat(migrations.status().migrations()).extracting((entry) -> entry.version() + " " + entry.state())
			.containsExactly("001 stamped", "002 stamped", "003 pending");
		migrations.upgrade(Target.HEAD);
		assertThat(database.list(ROWS)).containsExactly("001 stamped", "002 stamped", "003 applied");
	}

	@Test
	void stampStoresHashesAndDowngrade(TestDatabase database) {
		TestSettings.migrations(database, this.folder).stamp(Target.parse("001"));
		Map<String, Object> row = database.jdbc().sql("select * from migrate_history").query().singleRow();
		assertThat(row).containsEntry("upgrade_hash", Script.stored("", "create table a (id int);").hash())
			.containsEntry("downgrade_text", "drop table a;")
			.containsEntry("duration_ms", null)
			.containsEntry("applied_by", "postgres")
			.containsEntry("build", "test-build");
	}

	@Test
	void stampedVersionsCanBeReverted(TestDatabase database) {
		database.execute("create table a (id int)");
		Migrations migrations = TestSettings.migrations(database, this.folder);
		migrations.stamp(Target.parse("001"));
		this.folder.deletePair("001_a").deletePair("002_b").deletePair("003_c");
		migrations.downgrade(Target.BASE);
		assertThat(database.value("select to_regclass('a') is null")).isEqualTo("t");
	}

	@Test
	void stampLowerRemovesWhatIsAbove(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		migrations.upgrade(Target.HEAD);
		MigrationReport report = migrations.stamp(Target.parse("001"));
		assertThat(report.from()).hasToString("003");
		assertThat(report.to()).hasToString("001");
		assertThat(database.list(ROWS)).containsExactly("001 applied");
		assertThat(database.list(JOURNAL)).endsWith("stamp 002 removed", "stamp 003 removed");
		assertThat(database.value("select to_regclass('c') is not null")).isEqualTo("t");
	}

	@Test
	void stampBaseRemovesEverything(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		migrations.upgrade(Target.HEAD);
		assertThat(migrations.stamp(Target.BASE).to()).isNull();
		assertThat(database.list(ROWS)).isEmpty();
	}

	@Test
	void stampHeadAndRelativeTargets(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		migrations.stamp(Target.parse("+2"));
		assertThat(database.list(ROWS)).containsExactly("001 stamped", "002 stamped");
		migrations.stamp(Target.HEAD);
		assertThat(database.list(ROWS)).containsExactly("001 stamped", "002 stamped", "003 stamped");
		migrations.stamp(Target.parse("-1"));
		assertThat(database.list(ROWS)).containsExactly("001 stamped", "002 stamped");
	}

	@Test
	void stampOfWhatIsRecordedChangesNothing(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		migrations.upgrade(Target.HEAD);
		MigrationReport report = migrations.stamp(Target.HEAD);
		assertThat(report.steps()).isEmpty();
		assertThat(report.journal()).isNull();
		assertThat(database.value("select count(*) from migrate_journal")).isEqualTo("3");
	}

	@Test
	void stampRecordsARevisionThatStoppedHalfWay(TestDatabase database) {
		this.folder.file("004_d_upgrade.sql", "vacuum a; select 1 / 0;");
		Migrations migrations = TestSettings.migrations(database, this.folder);
		assertThat(Failures.of(() -> migrations.upgrade(Target.HEAD))).isInstanceOf(StatementException.class);
		assertThat(database.list(ROWS)).endsWith("004 failed");
		migrations.stamp(Target.HEAD);
		assertThat(database.list(ROWS)).endsWith("004 stamped");
		assertThat(migrations.status().state()).isEqualTo(MigrationStatus.State.UP_TO_DATE);
	}

	@Test
	void stampWhenHistoryHoldsUnknownVersionsThrows(TestDatabase database) {
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		this.folder.deletePair("002_b").deletePair("003_c");
		assertThat(Failures.text(this.folder,
				() -> TestSettings.migrations(database, this.folder).stamp(Target.parse("001"))))
			.isEqualTo(
					"""
							The history holds 002, 003, which this build does not contain; a stamp would forget them together with their stored downgrade scripts.

							Action:
							Stamp with a build that contains them, or take the database back first. To forget them: migrate stamp <target> --purge.
							""");
		assertThat(database.list(ROWS)).hasSize(3);
		MigrationReport report = TestSettings.migrations(database, this.folder).stamp(Target.parse("001"), true);
		assertThat(report.steps()).extracting(MigrationReport.Step::label, MigrationReport.Step::outcome)
			.containsExactly(tuple("002", "removed"), tuple("003", "removed"));
		assertThat(database.list(ROWS)).containsExactly("001 applied");
		assertThat(database.list("select version || outcome from migrate_journal where action = 'stamp' order by id"))
			.containsExactly("002removed", "003removed");
	}

	@Test
	void stampToUnknownVersionThrows(TestDatabase database) {
		assertThat(Failures.text(this.folder,
				() -> TestSettings.migrations(database, this.folder).stamp(Target.parse("7"))))
			.isEqualTo("""
					Version 7 is neither in this build nor in the history.

					Action:
					Known versions are 001, 002, 003. Use head, base, a version, +n or -n.
					""");
		assertThat(database.value("select to_regclass('migrate_history') is null")).isEqualTo("t");
	}

	@Test
	void stampWithoutPrivilegeThrows(TestDatabase database) {
		TestSettings.migrations(database, this.folder).upgrade(Target.parse("001"));
		String reader = database.role("reader");
		database.execute("grant select on migrate_history, migrate_journal, migrate_hold to " + reader,
				"grant select, update on migrate_claim to " + reader);
		assertThat(Failures.text(this.folder,
				() -> TestSettings.of(this.folder).migrations(database.dataSource(reader)).stamp(Target.HEAD)))
			.isEqualTo(
					"""
							Recording versions failed: permission denied for table migrate_history (SQLSTATE 42501).

							Action:
							Grant the privilege that the message names to this role, or set migrate.user and migrate.password to a role that owns the schema.
							""");
	}

}
