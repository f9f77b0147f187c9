package dev.migrateboot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.migrateboot.TestCode.Fill;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Corrections of the record: changed scripts that are accepted, statements whose outcome
 * somebody has looked up.
 */
@ExtendWith(PostgresExtension.class)
class RepairIntegrationTests {

	private static final Version ONE = Version.parse("1");

	private static final Version TWO = Version.parse("2");

	private static final String UNITS = """
			insert into a values (1);
			vacuum a;
			insert into a values (3);
			""";

	private static final String PROGRESS = "select concat_ws(' ', state, progress_finished, progress_started) "
			+ "from migrate_history where version = '002'";

	private final ScriptFolder folder;

	private TestDatabase database;

	private Migrations migrations;

	RepairIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void applyTheFirst(TestDatabase database) {
		this.database = database;
		this.migrations = TestSettings.migrations(database, this.folder);
		this.folder.pair("001_a", "create table a (id int);", "drop table a;");
		this.migrations.upgrade(Target.HEAD);
	}

	@Test
	void acceptedScriptTakesThePlaceOfTheApplied() {
		String downgrade = this.database.value("select concat_ws(' ', downgrade_script, downgrade_hash, "
				+ "downgrade_meaning, downgrade_text, id, applied_at) from migrate_history");
		this.folder.deletePair("001_a").pair("001_b", "create table a (id bigint);", "drop table a cascade;");
		MigrationReport report = this.migrations.repair(ONE, Repair.acceptScript("column was widened by hand"));
		assertThat(report.steps())
			.extracting((step) -> step.version() + " " + step.description() + " " + step.outcome())
			.containsExactly("001 a accepted");
		assertThat(report.from()).isEqualTo(ONE);
		assertThat(report.to()).isEqualTo(ONE);
		Script accepted = Script.stored("", "create table a (id bigint);");
		Map<String, Object> row = this.database.jdbc().sql("select * from migrate_history").query().singleRow();
		assertThat(row).containsEntry("version", "001")
			.containsEntry("state", "applied")
			.containsEntry("description", "b")
			.containsEntry("script", "001_b_upgrade.sql")
			.containsEntry("upgrade_hash", accepted.hash())
			.containsEntry("upgrade_meaning", ScriptOutline.of(accepted).meaning());
		assertThat(CompressedText.expand((byte[]) row.get("upgrade_text"))).isEqualTo("create table a (id bigint);");
		assertThat(this.database.value("select concat_ws(' ', downgrade_script, downgrade_hash, downgrade_meaning, "
				+ "downgrade_text, id, applied_at) from migrate_history"))
			.isEqualTo(downgrade);
		assertThat(this.migrations.upgradeOnStart(Target.HEAD).steps()).isEmpty();
		assertThat(this.migrations.status().state()).isEqualTo(MigrationStatus.State.UP_TO_DATE);
	}

	@Test
	void acceptedScriptIsJournaled() {
		String before = this.database.value("select upgrade_hash from migrate_history");
		this.folder.file("001_a_upgrade.sql", "create table a (id bigint);");
		MigrationReport report = this.migrations.repair(ONE, Repair.acceptScript("widened by hand"));
		Map<String, Object> row = this.database.jdbc()
			.sql("select * from migrate_journal order by id desc limit 1")
			.query()
			.singleRow();
		assertThat(row).containsEntry("id", report.journal())
			.containsEntry("action", "repair")
			.containsEntry("version", "001")
			.containsEntry("outcome", "accepted")
			.containsEntry("actor", "postgres")
			.containsEntry("reason", "widened by hand")
			.containsEntry("instance", "test-1")
			.containsEntry("build", "test-build");
		String after = this.database.value("select upgrade_hash from migrate_history");
		assertThat(this.folder.anonymous((String) row.get("message"))).isEqualTo(
				"FOLDER/001_a_upgrade.sql (%s) was accepted in place of 001_a_upgrade.sql (%s), which was applied."
					.formatted(after.substring(0, 12), before.substring(0, 12)));
		assertThat(this.database.value("select instance is null from migrate_claim")).isEqualTo("t");
	}

	@Test
	void acceptingLeavesOtherChangedScriptsAlone() {
		this.folder.pair("002_b", "select 2;", "select 1;");
		this.migrations.upgrade(Target.HEAD);
		this.folder.file("001_a_upgrade.sql", "create table a (id bigint);").file("002_b_upgrade.sql", "select 3;");
		this.migrations.repair(ONE, Repair.acceptScript("widened by hand"));
		assertThat(Failures.of(() -> this.migrations.upgradeOnStart(Target.HEAD)).getMessage())
			.contains("002_b_upgrade.sql has been changed")
			.doesNotContain("001_a");
	}

	@Test
	void codeIsAcceptedInPlaceOfAScript() {
		this.folder.pair("002_b", "select 2;", "select 1;");
		this.migrations.upgrade(Target.HEAD);
		this.folder.deletePair("002_b");
		Migrations code = Migrations.create(this.database.dataSource(), TestSettings.of(this.folder).settings(),
				List.of(), List.of(), List.of(new Fill("1", (jdbc) -> {
				})));
		code.repair(TWO, Repair.acceptScript("rewritten"));
		assertThat(code.status().state()).isEqualTo(MigrationStatus.State.UP_TO_DATE);
		assertThat(this.database.value("select upgrade_text is null and downgrade_text = 'select 1;' "
				+ "from migrate_history where version = '002'"))
			.isEqualTo("t");
	}

	@Test
	void acceptingWhatWasAppliedIsRefused() {
		assertThat(text(ONE, Repair.acceptScript("x"))).isEqualTo(
				"""
						FOLDER/001_a_upgrade.sql is what was applied as version 001: there is nothing to accept. Nothing has been changed.

						Action:
						Repair a version whose script has changed; the status shows it as changed.
						""");
		assertThat(this.database.value("select count(*) from migrate_journal")).isEqualTo("1");
	}

	@Test
	void acceptingWithoutAScriptIsRefused() {
		this.folder.deletePair("001_a");
		assertThat(text(ONE, Repair.acceptScript("x"))).isEqualTo("""
				This build has no script of version 001 that could be accepted. Nothing has been changed.

				Action:
				Repair with the build whose script is to be accepted.
				""");
	}

	@Test
	void repairOfAVersionThatIsNotAppliedIsRefused(TestDatabase database) {
		String expected = """
				Version 2 is not in the history. Nothing has been changed.

				Action:
				Repair a version that is applied or has stopped half-way; the status lists them.
				""";
		assertThat(text(TWO, Repair.acceptScript("x"))).isEqualTo(expected);
		database.execute("drop table migrate_history, migrate_journal, migrate_claim");
		assertThat(text(TWO, Repair.statementDone(1, "x"))).isEqualTo(expected);
		assertThat(database.value("select to_regclass('migrate_history') is null")).isEqualTo("t");
	}

	@Test
	void statementThatIsDoneIsNotSentAgain() {
		stopAt("vacuum a");
		this.folder.file("002_b_upgrade.sql", UNITS.replace("vacuum a", "vacuum full a"));
		MigrationReport report = this.migrations.repair(TWO, Repair.statementDone(2, "seen in pg_stat_user_tables"));
		assertThat(report.steps()).extracting((step) -> step.version() + " " + step.outcome())
			.containsExactly("002 done");
		assertThat(this.database.value(PROGRESS)).isEqualTo("failed 2 f");
		assertThat(this.database.list("select concat_ws(' ', action, version, outcome, reason) from migrate_journal"))
			.endsWith("repair 002 done seen in pg_stat_user_tables");
		assertThat(this.folder
			.anonymous(this.database.value("select message from migrate_journal order by id desc limit 1")))
			.isEqualTo("Statement 2 at FOLDER/002_b_upgrade.sql:2:1 was recorded as finished.");
		this.folder.file("002_b_upgrade.sql", UNITS);
		assertThat(Failures.of(() -> this.migrations.upgrade(Target.HEAD))).hasMessageContaining("finished by then");
		this.folder.file("002_b_upgrade.sql", UNITS.replace("vacuum a", "vacuum full a"));
		this.migrations.upgrade(Target.HEAD);
		assertThat(this.database.list("select id from a")).containsExactly("1", "3");
		assertThat(this.database.value(PROGRESS)).isEqualTo("applied");
	}

	@Test
	void statementThatIsSentAgainRunsOnce() {
		stopAt("vacuum a");
		this.migrations.repair(TWO, Repair.statementAgain(2, "nothing to be seen"));
		assertThat(this.database.value(PROGRESS)).isEqualTo("failed 1 f");
		assertThat(this.folder
			.anonymous(this.database.value("select message from migrate_journal order by id desc limit 1")))
			.isEqualTo("Statement 2 at FOLDER/002_b_upgrade.sql:2:1 was recorded as not run, to be sent again.");
		this.migrations.upgrade(Target.HEAD);
		assertThat(this.database.list("select id from a")).containsExactly("1", "3");
		assertThat(this.database.value(PROGRESS)).isEqualTo("applied");
	}

	@Test
	void restOfAScriptWithItsOwnTransactionsIsDoneAsAWhole() {
		this.folder.file("002_b_upgrade.sql", "begin;\ninsert into a values (1);\ncommit;\nselect 1 / 0;\n");
		assertThat(Failures.of(() -> this.migrations.upgrade(Target.HEAD))).isInstanceOf(StatementException.class);
		this.database.execute("update migrate_history set progress_started = true, progress_finished = 0, "
				+ "progress_prefix = '' where version = '002'");
		assertThat(Failures.text(this.folder, () -> this.migrations.upgrade(Target.HEAD))).isEqualTo(
				"""
						Revision 002 stopped half-way: the statement at FOLDER/002_b_upgrade.sql:1:1 was started outside a transaction, and its outcome is unknown.

						Action:
						Look in the database what has taken effect of the script from this statement on: it ends its transactions itself. \
						Then record it, once all of it has taken effect, with migrate repair 002 --statement=1 --done --reason="<reason>", \
						or with migrate repair 002 --statement=1 --again --reason="<reason>" to send all of it again.
						""");
		this.migrations.repair(TWO, Repair.statementDone(1, "all of it is there"));
		assertThat(this.database.value(PROGRESS)).isEqualTo("failed 4 f");
		this.migrations.upgrade(Target.HEAD);
		assertThat(this.database.list("select id from a")).containsExactly("1");
		assertThat(this.database.value(PROGRESS)).isEqualTo("applied");
	}

	@Test
	void statementOfADowngradeIsDone() {
		this.folder.pair("002_b", "select 1;", "delete from a;\nvacuum a;\ninsert into a values (7);");
		this.migrations.upgrade(Target.HEAD);
		this.database
			.execute("update migrate_history set downgrade_text = replace(downgrade_text, 'vacuum a', 'vacuum b')");
		assertThat(Failures.of(() -> this.migrations.downgrade(Target.parse("1"))))
			.isInstanceOf(StatementException.class);
		this.database.execute("update migrate_history set progress_started = true where version = '002'");
		this.folder.deletePair("002_b");
		this.migrations.repair(TWO, Repair.statementDone(2, "vacuumed by hand"));
		this.migrations.downgrade(Target.parse("1"));
		assertThat(this.database.list("select id from a")).containsExactly("7");
	}

	@Test
	void anotherStatementThanTheOpenOneIsRefused() {
		stopAt("vacuum a");
		String expected = """
				Statement %d of revision 002 is not the one whose outcome is unknown: that is statement 2, at FOLDER/002_b_upgrade.sql:2:1. \
				Nothing has been changed.

				Action:
				Look in the database whether statement 2 has taken effect, and repair that one.
				""";
		assertThat(text(TWO, Repair.statementDone(3, "x"))).isEqualTo(expected.formatted(3));
		assertThat(text(TWO, Repair.statementAgain(1, "x"))).isEqualTo(expected.formatted(1));
		assertThat(this.database.value(PROGRESS)).isEqualTo("failed 1 t");
	}

	@Test
	void statementIsRefusedWhereNoneIsOpen() {
		String expected = """
				Revision %s has no statement whose outcome is unknown. Nothing has been changed.

				Action:
				Go on without a repair: an upgrade or a downgrade goes on behind the statements that are finished.
				""";
		assertThat(text(ONE, Repair.statementDone(1, "x"))).isEqualTo(expected.formatted("001"));
		stopAt("vacuum a");
		this.database.execute("update migrate_history set progress_started = false where version = '002'");
		assertThat(text(TWO, Repair.statementAgain(2, "x"))).isEqualTo(expected.formatted("002"));
	}

	@Test
	void statementIsRefusedWithAnotherScriptThanTheOneThatStopped() {
		stopAt("vacuum a");
		String expected = """
				This build has no script of revision 002 that begins with what is finished of it and goes on behind that. \
				Nothing has been changed.

				Action:
				Repair with the script as it was when the revision stopped.
				""";
		this.folder.file("002_b_upgrade.sql", UNITS.replace("(1)", "(2)"));
		assertThat(text(TWO, Repair.statementDone(2, "x"))).isEqualTo(expected);
		this.folder.file("002_b_upgrade.sql", "insert into a values (1);");
		assertThat(text(TWO, Repair.statementDone(2, "x"))).isEqualTo(expected);
		this.folder.deletePair("002_b");
		assertThat(text(TWO, Repair.statementAgain(2, "x"))).isEqualTo(expected);
	}

	@Test
	void acceptingAScriptThatStoppedHalfWayIsRefused() {
		stopAt("vacuum a");
		assertThat(text(TWO, Repair.acceptScript("x"))).isEqualTo(
				"""
						Revision 002 stopped half-way, so its script is not applied yet and cannot be accepted. Nothing has been changed.

						Action:
						Finish the revision first: what has not run yet may be corrected without a repair.
						""");
	}

	@Test
	void repairDuringARunOfAnotherInstanceIsRefused() {
		this.folder.file("001_a_upgrade.sql", "create table a (id bigint);");
		this.database.execute("update migrate_claim set instance = 'other', direction = 'upgrade', target = '002', "
				+ "actor = 'ada', since = now(), step = 1, steps = 1, expires = now() + interval '1 h'");
		Migrations impatient = TestSettings.of(this.folder).claimTimeout(Duration.ZERO).migrations(this.database);
		assertThat(Failures.of(() -> impatient.repair(ONE, Repair.acceptScript("x"))))
			.isInstanceOf(ClaimException.class);
		assertThat(this.database.value("select count(*) from migrate_journal")).isEqualTo("1");
		assertThat(impatient.status().migrations()).extracting(MigrationStatus.Entry::state)
			.containsExactly(MigrationStatus.EntryState.CHANGED);
	}

	@Test
	void reasonIsRequired() {
		assertThatIllegalArgumentException().isThrownBy(() -> Repair.acceptScript(" "))
			.withMessage("A repair needs a reason");
		assertThatIllegalArgumentException().isThrownBy(() -> Repair.statementDone(1, ""));
		assertThatIllegalArgumentException().isThrownBy(() -> Repair.statementAgain(1, ""));
	}

	/**
	 * Leave the second revision behind as a process that is killed does.
	 */
	private void stopAt(String statement) {
		this.folder.file("002_b_upgrade.sql", UNITS.replace(statement, "vacuum nowhere"));
		assertThat(Failures.of(() -> this.migrations.upgrade(Target.HEAD))).isInstanceOf(StatementException.class);
		this.folder.file("002_b_upgrade.sql", UNITS);
		this.database.execute("update migrate_history set progress_started = true where version = '002'");
	}

	private String text(Version version, Repair repair) {
		return Failures.text(this.folder, () -> this.migrations.repair(version, repair));
	}

}
