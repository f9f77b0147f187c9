package dev.migrateboot;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Executing exactly the plan that was read.
 */
@ExtendWith(PostgresExtension.class)
class ExecuteIntegrationTests {

	@Test
	void orderHoldsNothingThatTerminalsObey() {
		Migrations.Order order = new Migrations.Order("plan", "a\u0000da\u001b[31m\r\nbob", "\tso\u202eon \u0085",
				null);
		assertThat(order.by()).isEqualTo("a da [31m bob");
		assertThat(order.reason()).isEqualTo("so on");
	}

	private static final String STALE = """
			The plan is out of date: the database or the build is no longer what it was read from. Nothing has been run.

			Action:
			Read the plan again and decide anew.
			""";

	private final ScriptFolder folder;

	ExecuteIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts() {
		this.folder.pair("001_a", "create table a (id int);", "drop table a;")
			.pair("002_b", "create table b (id int);", "drop table b;");
	}

	@Test
	void executeRecordsWhoAndWhy(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		migrations.upgrade(Target.parse("001"));
		MigrationPlan plan = migrations.plan(Target.HEAD);
		MigrationReport report = migrations.execute(Target.HEAD, order(plan));
		assertThat(report.from()).hasToString("001");
		assertThat(report.to()).hasToString("002");
		Map<String, Object> row = database.jdbc()
			.sql("select * from migrate_journal where id = :id")
			.param("id", report.journal())
			.query()
			.singleRow();
		assertThat(row).containsEntry("action", "upgrade")
			.containsEntry("actor", "ada")
			.containsEntry("reason", "because")
			.containsEntry("plan", plan.id());
		assertThat(database.value("select applied_by from migrate_history where version = '002'")).isEqualTo("ada");
	}

	@Test
	void executeGoesBothWays(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		migrations.execute(Target.HEAD, order(migrations.plan(Target.HEAD)));
		MigrationReport report = migrations.execute(Target.BASE, order(migrations.plan(Target.BASE)));
		assertThat(report.direction()).isEqualTo(Direction.DOWNGRADE);
		assertThat(report.steps()).hasSize(2);
		assertThat(database.list("select version from migrate_history")).isEmpty();
	}

	@Test
	void planIdStaysAsLongAsNothingChanges(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		Migrations other = TestSettings.of(this.folder).instance("test-2").migrations(database);
		assertThat(migrations.plan(Target.HEAD).id()).isEqualTo(other.plan(Target.HEAD).id())
			.isNotEqualTo(migrations.plan(Target.parse("001")).id());
		migrations.upgrade(Target.HEAD);
		String id = migrations.plan(Target.BASE).id();
		assertThat(other.plan(Target.BASE).id()).isEqualTo(id);
		this.folder.file("001_a_downgrade.sql", "drop table if exists a;");
		assertThat(migrations.plan(Target.BASE).id()).isNotEqualTo(id);
	}

	@Test
	void executeWhenAnotherRunChangedTheHistoryThrows(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		MigrationPlan plan = migrations.plan(Target.HEAD);
		migrations.upgrade(Target.parse("001"));
		assertThat(Failures.text(this.folder, () -> migrations.execute(Target.HEAD, order(plan)))).isEqualTo(STALE);
		migrations.upgrade(Target.HEAD);
		assertThat(Failures.text(this.folder, () -> migrations.execute(Target.HEAD, order(plan)))).isEqualTo(STALE);
		assertThat(database.value("select count(*) from migrate_journal")).isEqualTo("2");
	}

	@Test
	void executeWhenAScriptHasChangedThrows(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		MigrationPlan plan = migrations.plan(Target.HEAD);
		this.folder.file("002_b_upgrade.sql", "create table b (id bigint);");
		assertThat(Failures.text(this.folder, () -> migrations.execute(Target.HEAD, order(plan)))).isEqualTo(STALE);
		assertThat(database.value("select to_regclass('a') is null")).isEqualTo("t");
	}

	@Test
	void executeWhenHistoryIsTheSameAgainThrows(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		migrations.upgrade(Target.HEAD);
		MigrationPlan plan = migrations.plan(Target.parse("001"));
		migrations.downgrade(Target.parse("001"));
		migrations.upgrade(Target.HEAD);
		assertThat(Failures.text(this.folder, () -> migrations.execute(Target.parse("001"), order(plan))))
			.isEqualTo(STALE);
	}

	@Test
	void executeWhenACheckRefusesThrows(TestDatabase database) {
		PlanCheck check = (plan) -> {
			throw PlanException.refused("Not on a Friday.", "Try again on Monday.");
		};
		Migrations migrations = Migrations.create(database.dataSource(), TestSettings.of(this.folder).settings(),
				List.of(check), List.of());
		MigrationPlan plan = migrations.plan(Target.HEAD);
		assertThat(plan.refusal()).isEqualTo(new Refusal("refused", "Not on a Friday.", "Try again on Monday."));
		assertThat(Failures.text(this.folder, () -> migrations.execute(Target.HEAD, order(plan)))).isEqualTo("""
				Not on a Friday.

				Action:
				Try again on Monday.
				""");
		assertThat(Failures.of(() -> migrations.upgrade(Target.HEAD))).isInstanceOf(PlanException.class);
		assertThat(database.value("select to_regclass('migrate_history') is null")).isEqualTo("t");
	}

	@Test
	void executeWithNothingToDoDoesNothing(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		migrations.upgrade(Target.HEAD);
		MigrationPlan plan = migrations.plan(Target.HEAD);
		MigrationReport report = migrations.execute(Target.HEAD, order(plan));
		assertThat(report.direction()).isEqualTo(Direction.NONE);
		assertThat(report.journal()).isNull();
	}

	@Test
	void previewShowsWhatWouldRun(TestDatabase database) {
		this.folder.pair("003_c", "create index concurrently c on b (id);", "drop index concurrently c;");
		Migrations migrations = TestSettings.migrations(database, this.folder);
		assertThat(migrations.preview(migrations.plan(Target.HEAD)))
			.extracting((preview) -> preview.step().version() + " " + preview.transactional() + " " + preview.sql())
			.containsExactly("001 true create table a (id int);", "002 true create table b (id int);",
					"003 false create index concurrently c on b (id);");
		migrations.upgrade(Target.HEAD);
		this.folder.deletePair("003_c");
		assertThat(migrations.preview(migrations.plan(Target.parse("002"))))
			.extracting((preview) -> preview.step().version() + " " + preview.transactional() + " " + preview.sql())
			.containsExactly("003 false drop index concurrently c;");
	}

	private static Migrations.Order order(MigrationPlan plan) {
		return new Migrations.Order(plan.id(), "ada", "because", null);
	}

}
