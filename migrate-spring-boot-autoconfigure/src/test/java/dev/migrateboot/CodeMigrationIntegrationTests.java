package dev.migrateboot;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import dev.migrateboot.MigrateSettings.OnChangedScript;
import dev.migrateboot.TestCode.Fill;
import dev.migrateboot.TestCode.OneWay;
import dev.migrateboot.support.OneConnection;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Migrations in code, among scripts and in their stead.
 */
@ExtendWith(PostgresExtension.class)
class CodeMigrationIntegrationTests {

	private static final String NAME = Fill.class.getName();

	private static final String ROWS = "select version || ' ' || state from migrate_history order by id";

	private static final String JOURNAL = "select concat_ws(' ', action, version, outcome, source) from migrate_journal order by id";

	private final ScriptFolder folder;

	CodeMigrationIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts() {
		this.folder.pair("001_a", "create table a (id int);", "drop table a;")
			.pair("003_c", "insert into a select id + 1 from a;", "delete from a where id > 1;");
	}

	@Test
	void upgradeRunsCodeAmongTheScripts(TestDatabase database) {
		MigrationReport report = migrations(database, insert("1")).upgrade(Target.HEAD);
		assertThat(report.steps()).extracting((step) -> step.version() + " " + step.source())
			.containsExactly("001 package", "002 package", "003 package");
		assertThat(database.list("select id from a order by id")).containsExactly("1", "2");
		assertThat(database.list(ROWS)).containsExactly("001 applied", "002 applied", "003 applied");
		assertThat(database.list(JOURNAL)).containsExactly("upgrade 001 applied package", "upgrade 002 applied package",
				"upgrade 003 applied package");
	}

	@Test
	void historyNamesTheClassAndKeepsNoText(TestDatabase database) {
		migrations(database, insert("1")).upgrade(Target.HEAD);
		Map<String, Object> row = database.jdbc()
			.sql("select * from migrate_history where version = '002'")
			.query()
			.singleRow();
		String hash = ByteHash.of("code 1");
		assertThat(row).containsEntry("description", "fill")
			.containsEntry("script", NAME)
			.containsEntry("upgrade_hash", hash)
			.containsEntry("upgrade_meaning", hash)
			.containsEntry("upgrade_text", null)
			.containsEntry("downgrade_script", NAME)
			.containsEntry("downgrade_hash", null)
			.containsEntry("downgrade_meaning", null)
			.containsEntry("downgrade_text", null)
			.containsEntry("irreversible", null)
			.containsEntry("build", "test-build");
	}

	@Test
	void downgradeRunsTheCodeOfThisBuild(TestDatabase database) {
		Migrations migrations = migrations(database, insert("1"));
		migrations.upgrade(Target.HEAD);
		MigrationPlan plan = migrations.plan(Target.parse("1"));
		assertThat(migrations.preview(plan)).extracting(Migrations.StepPreview::sql)
			.containsExactly("delete from a where id > 1;", "-- class " + NAME + ", a migration in code\n");
		assertThat(migrations.downgrade(Target.parse("1")).steps())
			.extracting((step) -> step.version() + " " + step.outcome() + " " + step.source())
			.containsExactly("003 reverted history", "002 reverted package");
		assertThat(database.list("select id from a")).isEmpty();
		assertThat(database.list(ROWS)).containsExactly("001 applied");
	}

	@Test
	void downgradeInABuildWithoutTheClassIsRefused(TestDatabase database) {
		migrations(database, insert("1")).upgrade(Target.HEAD);
		Migrations without = migrations(database);
		assertThat(Failures.text(this.folder, () -> without.downgrade(Target.parse("001")))).isEqualTo("""
				There is no way back over 002: it is reverted by the class %s, which this build does not contain. \
				Nothing has been run.

				Action:
				Choose a target at or above it, use a build that contains the class, or restore a backup.
				""".formatted(NAME));
		assertThat(without.plan(Target.parse("001")).refusal().error()).isEqualTo("irreversible");
		assertThat(without.status().migrations()).extracting((entry) -> entry.version() + " " + entry.reversible())
			.containsExactly("001 true", "002 false", "003 true");
		assertThat(database.list(ROWS)).hasSize(3);
	}

	@Test
	void codeWithoutAWayBackIsIrreversible(TestDatabase database) {
		Migrations migrations = migrations(database, new OneWay("002", "one way", "1"));
		migrations.upgrade(Target.HEAD);
		assertThat(Failures.text(this.folder, () -> migrations.downgrade(Target.BASE))).isEqualTo(
				"""
						There is no way back over 002: neither the history nor this build has a downgrade script for it. Nothing has been run.

						Action:
						Choose a target at or above it, add a downgrade script to this build, or restore a backup.
						""");
	}

	@Test
	void anotherChecksumStopsTheStart(TestDatabase database) {
		migrations(database, insert("1")).upgrade(Target.HEAD);
		Migrations changed = migrations(database, insert("2"));
		assertThat(Failures.of(() -> changed.upgradeOnStart(Target.HEAD)).getMessage()).isEqualTo("""
				%s has been changed after it was applied:

				The checksum that it declares is not the one that was applied.
				""".formatted(NAME));
		assertThat(changed.status().state()).isEqualTo(MigrationStatus.State.CHANGED);
	}

	@Test
	void codeInThePlaceOfAScriptIsAChange(TestDatabase database) {
		this.folder.pair("002_b", "select 2;", "select 1;");
		migrations(database).upgrade(Target.HEAD);
		this.folder.deletePair("002_b");
		Migrations code = migrations(database, insert("1"));
		assertThat(Failures.of(() -> code.upgradeOnStart(Target.HEAD)).getMessage()).isEqualTo("""
				%s has been changed after it was applied:

				It was applied as the script 002_b_upgrade.sql.
				""".formatted(NAME));
		MigrationPlan plan = code.plan(Target.parse("001"));
		assertThat(code.preview(plan).get(1)).satisfies((preview) -> {
			assertThat(preview.sql()).isEqualTo("select 1;");
			assertThat(preview.packagedSql()).isEqualTo("-- class " + NAME + ", a migration in code\n");
			assertThat(preview.step().source()).isNull();
		});
	}

	@Test
	void scriptInThePlaceOfCodeIsAChange(TestDatabase database) {
		migrations(database, insert("1")).upgrade(Target.HEAD);
		this.folder.pair("002_b", "select 2;", "select 1;");
		assertThat(
				this.folder.anonymous(Failures.of(() -> migrations(database).upgradeOnStart(Target.HEAD)).getMessage()))
			.isEqualTo("""
					FOLDER/002_b_upgrade.sql has been changed after it was applied:

					It was applied as the class %s, a migration in code.
					""".formatted(NAME));
	}

	@Test
	void failureOfAStatementNamesClassAndLine(TestDatabase database) {
		Migrations migrations = migrations(database, new Fill("1", (jdbc) -> {
			jdbc.sql("create table b (id int primary key)").update();
			jdbc.sql("insert into b values (1), (?)").param(1).update();
		}));
		MigrateException failure = Failures.of(() -> migrations.upgrade(Target.HEAD));
		assertThat(text(failure)).isEqualTo("""
				%1$s, revision 002: duplicate key value violates unique constraint "b_pkey"

				At: %1$s.upgrade(TestCode.java:LINE)
				Detail: Key (id)=(1) already exists.
				SQLSTATE: 23505

				Revision 002 was rolled back as a whole. Done before it in this run: 001.

				Action:
				Correct the class and start again; nothing of 002 is left in the database.
				""".formatted(NAME));
		assertThat(failure).isInstanceOfSatisfying(CodeException.class, (ex) -> {
			assertThat(ex.getError()).isEqualTo("statement-failed");
			assertThat(ex.getType()).isEqualTo(NAME);
			assertThat(ex.getVersion()).hasToString("002");
			assertThat(ex.getLine()).isPositive();
			assertThat(ex.getSqlState()).isEqualTo("23505");
			assertThat(ex.getDone()).containsExactly("001");
			assertThat(ex).hasCauseInstanceOf(DataAccessException.class);
		});
		assertThat(database.value("select to_regclass('b') is null")).isEqualTo("t");
		assertThat(database.list(ROWS)).containsExactly("001 applied");
		assertThat(database.list(JOURNAL)).containsExactly("upgrade 001 applied package", "upgrade 002 failed package");
		assertThat(database.value("select message from migrate_journal where outcome = 'failed'"))
			.isEqualTo(failure.getMessage());
	}

	@Test
	void failureInADowngradeLeavesTheVersionApplied(TestDatabase database) {
		Migrations migrations = migrations(database, new Fill("1", (jdbc) -> {
		}, (jdbc) -> {
			throw new IllegalStateException("no such star");
		}));
		migrations.upgrade(Target.HEAD);
		MigrateException failure = Failures.of(() -> migrations.downgrade(Target.BASE));
		assertThat(text(failure)).isEqualTo("""
				%1$s, revision 002: java.lang.IllegalStateException: no such star

				At: %1$s.downgrade(TestCode.java:LINE)

				Revision 002 was rolled back as a whole. Done before it in this run: 003.

				Action:
				Correct the class and ask for the downgrade again; 002 is applied as before.
				""".formatted(NAME));
		assertThat(failure).isInstanceOfSatisfying(CodeException.class, (ex) -> assertThat(ex.getSqlState()).isNull());
		assertThat(database.list(ROWS)).containsExactly("001 applied", "002 applied");
	}

	@Test
	void statementThatCannotRunInATransactionIsSentToAScript(TestDatabase database) {
		Migrations migrations = migrations(database, new Fill("1", (jdbc) -> jdbc.sql("vacuum a").update()));
		assertThat(Failures.of(() -> migrations.upgrade(Target.HEAD)).getAction())
			.isEqualTo("Migrations in code run in a transaction: put a statement that cannot into a script. "
					+ "Correct the class and start again; nothing of 002 is left in the database.");
	}

	@Test
	void violationOfADeferredConstraintIsTheCodes(TestDatabase database) {
		Migrations migrations = migrations(database, new Fill("1", (jdbc) -> {
			jdbc.sql("create table p (id int primary key)").update();
			jdbc.sql("create table c (p int references p deferrable initially deferred)").update();
			jdbc.sql("insert into c values (7)").update();
		}));
		assertThat(text(Failures.of(() -> migrations.upgrade(Target.HEAD)))).isEqualTo("""
				%s, revision 002: insert or update on table "c" violates foreign key constraint "c_p_fkey"

				Detail: Key (p)=(7) is not present in table "p".
				SQLSTATE: 23503

				Revision 002 was rolled back as a whole. Done before it in this run: 001.

				Action:
				Correct the class and start again; nothing of 002 is left in the database.
				""".formatted(NAME));
	}

	@ParameterizedTest
	@ValueSource(strings = { "commit", "rollback", "commit; select 1 / 0", "rollback; begin" })
	void codeThatEndsTheTransactionIsRefused(String statements, TestDatabase database) {
		Migrations migrations = migrations(database, new Fill("1", (jdbc) -> {
			jdbc.sql("insert into a values (1)").update();
			for (String statement : statements.split("; ")) {
				jdbc.sql(statement).update();
			}
		}));
		assertThat(text(Failures.of(() -> migrations.upgrade(Target.HEAD)))).isEqualTo(
				"""
						%s, revision 002: the code has ended the transaction that it runs in.

						What it committed stays in the database, and the history says nothing of it. Done before it in this run: 001.

						Action:
						Take COMMIT and ROLLBACK out of the code and revert by hand what it has committed; then start again.
						"""
					.formatted(NAME));
		assertThat(database.list(ROWS)).containsExactly("001 applied");
		assertThat(database.list(JOURNAL)).endsWith("upgrade 002 failed package");
	}

	@Test
	void codeRunsUnderTheSettingsOfARunAndLeavesNoneBehind(TestDatabase database) throws SQLException {
		String role = database.role("other");
		List<String> seen = new ArrayList<>();
		Fill fill = new Fill("1", (jdbc) -> {
			seen.add(jdbc.sql("select current_setting('lock_timeout')").query(String.class).single());
			jdbc.sql("set search_path = pg_catalog").update();
			jdbc.sql("set work_mem = '5MB'").update();
			jdbc.sql("select set_config('app.tenant', ?, false)").param("m31").query(String.class).single();
			jdbc.sql("set role " + role).update();
		});
		String state = "select concat_ws(',', current_setting('search_path'), current_setting('work_mem'), "
				+ "coalesce(current_setting('app.tenant', true), ''), current_user, current_setting('lock_timeout'))";
		try (OneConnection pool = new OneConnection(database.dataSource())) {
			String before = JdbcClient.create(pool).sql(state).query(String.class).single();
			migrations(pool, fill).upgrade(Target.HEAD);
			assertThat(JdbcClient.create(pool).sql(state).query(String.class).single()).isEqualTo(before);
		}
		assertThat(seen).containsExactly("5s");
		assertThat(database.list(ROWS)).hasSize(3);
	}

	@Test
	void stampRecordsCode(TestDatabase database) {
		Migrations migrations = migrations(database, insert("1"));
		migrations.stamp(Target.HEAD);
		assertThat(migrations.status().state()).isEqualTo(MigrationStatus.State.UP_TO_DATE);
		assertThat(database.value("select downgrade_script from migrate_history where version = '002'"))
			.isEqualTo(NAME);
	}

	@Test
	void codeCannotGoOnWithHalfAScript(TestDatabase database) {
		this.folder.file("002_b_upgrade.sql", "vacuum a; select 1 / 0;");
		assertThat(Failures.of(() -> migrations(database).upgrade(Target.HEAD))).isInstanceOf(StatementException.class);
		this.folder.deletePair("002_b");
		assertThat(Failures.text(this.folder, () -> migrations(database, insert("1")).upgrade(Target.HEAD))).isEqualTo(
				"""
						Revision 002 stopped half-way in a script; %s, a migration in code, cannot go on from there. Nothing has been run.

						Action:
						Put the script 002_b_upgrade.sql back until the revision is finished.
						"""
					.formatted(NAME));
		assertThat(database.list("select id from a")).isEmpty();
	}

	@Test
	void changedCodeMayBeTolerated(TestDatabase database) {
		migrations(database, insert("1")).upgrade(Target.HEAD);
		MigrateSettings settings = TestSettings.of(this.folder).onChangedScript(OnChangedScript.WARN).settings();
		Migrations tolerant = Migrations.create(database.dataSource(), settings, List.of(), List.of(),
				List.of(insert("2")));
		assertThat(tolerant.upgradeOnStart(Target.HEAD).steps()).isEmpty();
	}

	private static String text(MigrateException failure) {
		return (failure.getMessage() + "\n\nAction:\n" + failure.getAction() + "\n").replaceAll("java:\\d+",
				"java:LINE");
	}

	private static Fill insert(String checksum) {
		return new Fill(checksum, (jdbc) -> jdbc.sql("insert into a values (1)").update());
	}

	private Migrations migrations(TestDatabase database, CodeMigration... code) {
		return migrations(database.dataSource(), code);
	}

	private Migrations migrations(DataSource dataSource, CodeMigration... code) {
		return Migrations.create(dataSource, TestSettings.of(this.folder).settings(), List.of(), List.of(),
				List.of(code));
	}

}
