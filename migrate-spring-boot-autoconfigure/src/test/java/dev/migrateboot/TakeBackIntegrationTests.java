package dev.migrateboot;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.migrateboot.MigrateSettings.OnNewerDatabase;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import dev.migrateboot.support.Together;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A build that takes the database back while it starts.
 */
@ExtendWith({ PostgresExtension.class, OutputCaptureExtension.class })
class TakeBackIntegrationTests {

	private static final String VERSIONS = "select version from migrate_history order by version";

	private static final String AHEAD = "The database is at version 003, this build knows versions up to 001 only. "
			+ "migrate.on-newer-database=downgrade leaves it there: ";

	private final ScriptFolder folder;

	private final ScriptFolder old;

	private TestDatabase database;

	TakeBackIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder.resolve("new"));
		this.old = new ScriptFolder(folder.resolve("old"));
	}

	@BeforeEach
	void upgrade(TestDatabase database) {
		this.database = database;
		for (ScriptFolder build : List.of(this.old, this.folder)) {
			build.pair("001_users", "create table users (id int);", "drop table users;");
		}
		this.folder.pair("002_mail", "alter table users add mail text;", "alter table users drop mail;")
			.pair("003_age", "alter table users add age int;", "alter table users drop age;");
		start();
	}

	@Test
	void startTakesTheDatabaseBackAndLeavesAHold() {
		start(old().takeBackFrom("3"));
		assertThat(this.database.list(VERSIONS)).containsExactly("001");
		assertThat(this.database.list("""
				select concat_ws(' ', action, version, outcome, source, actor, reason) from migrate_journal
				where id > 3 order by id""")).containsExactly("hold 003 held postgres migrate.downgrade.from=003",
				"downgrade 003 reverted history postgres migrate.downgrade.from=003",
				"hold 002 held postgres migrate.downgrade.from=003",
				"downgrade 002 reverted history postgres migrate.downgrade.from=003");
		assertThat(Failures.of(this::start).getError()).isEqualTo("held");
		start(old().takeBackFrom("3"));
	}

	@Test
	void logTellsThatItStaysDown(CapturedOutput output) {
		start(old().takeBackFrom("3"));
		assertThat(output).contains("003 stays down: no start applies it until somebody upgrades on purpose, "
				+ "its script changes or a later release starts");
		TestSettings.migrations(this.database, this.folder).upgrade(Target.HEAD);
		assertThat(output)
			.contains("The hold of 003 ends: postgres took the database back from 003 (migrate.downgrade.from=003)");
	}

	@Test
	void startOfManyInstancesTakesItBackOnce() throws Exception {
		Together.run(4, (i) -> () -> old().takeBackFrom("3").migrations(this.database).upgradeOnStart(Target.HEAD));
		assertThat(this.database.list(VERSIONS)).containsExactly("001");
		assertThat(this.database.value("select count(*) from migrate_journal where action = 'downgrade'"))
			.isEqualTo("2");
	}

	@Test
	void startDoesSoOnce(CapturedOutput output) {
		start(old().takeBackFrom("3"));
		TestSettings.migrations(this.database, this.folder).upgrade(Target.HEAD);
		start(old().takeBackFrom("3"));
		assertThat(this.database.list(VERSIONS)).containsExactly("001", "002", "003");
		assertThat(output).contains(AHEAD + "migrate.downgrade.from=003 has taken it back once and does so no more.");
	}

	@Test
	void startThatWasOvertakenDoesNotDoSoAgain() {
		Migrations newer = TestSettings.migrations(this.database, this.folder);
		AtomicBoolean overtaken = new AtomicBoolean();
		PlanCheck check = (plan) -> {
			if (overtaken.compareAndSet(false, true)) {
				start(old().takeBackFrom("3"));
				newer.upgrade(Target.HEAD);
			}
		};
		Migrations.create(this.database.dataSource(), old().takeBackFrom("3").settings(), List.of(check), List.of())
			.upgradeOnStart(Target.HEAD);
		assertThat(overtaken).isTrue();
		assertThat(this.database.list(VERSIONS)).containsExactly("001", "002", "003");
	}

	@Test
	void startInAnOrdinaryRolloutOnlyWarns(CapturedOutput output) {
		start(old().onNewerDatabase(OnNewerDatabase.DOWNGRADE));
		assertThat(output).contains(AHEAD + "migrate.downgrade.enabled is not true.");
		start(old().onNewerDatabase(OnNewerDatabase.DOWNGRADE).downgradeEnabled(true));
		assertThat(output).contains(AHEAD + "migrate.downgrade.from is not 003.");
		start(old().takeBackFrom("002"));
		start(old().takeBackFrom("003").downgradeEnabled(false));
		start(old().takeBackFrom("003").onNewerDatabase(OnNewerDatabase.WARN));
		assertThat(this.database.list(VERSIONS)).containsExactly("001", "002", "003");
	}

	@Test
	void validateOnlyWarns(CapturedOutput output) {
		Migrations migrations = old().takeBackFrom("003").migrations(this.database);
		migrations.validate(Target.HEAD);
		migrations.upgrade(Target.HEAD);
		assertThat(this.database.list(VERSIONS)).containsExactly("001", "002", "003");
		assertThat(output).contains(AHEAD + "only a start with migrate.startup=upgrade does that.");
	}

	@Test
	void buildWithoutMigrationsTakesNothingBack(CapturedOutput output, @TempDir Path empty) {
		start(TestSettings.of(new ScriptFolder(empty)).takeBackFrom("003"));
		assertThat(this.database.list(VERSIONS)).containsExactly("001", "002", "003");
		assertThat(output).contains("leaves it there: this build has no migrations.");
	}

	@Test
	void irreversibleRevisionStopsTheStartBeforeAnythingRuns() {
		this.folder.file("004_gone_upgrade.sql", "-- migrate: irreversible=the letters are burnt\nselect 1;");
		start();
		assertThat(catchThrowable(() -> start(old().takeBackFrom("004")))).hasMessage(
				"There is no way back over 004: it is declared irreversible (the letters are burnt). Nothing has been run.");
		assertThat(this.database.list(VERSIONS)).containsExactly("001", "002", "003", "004");
	}

	@Test
	void floorHoldsForAStartToo() {
		assertThat(Failures.of(() -> start(old().takeBackFrom("003").floor("002"))).getError())
			.isEqualTo("below-floor");
	}

	private TestSettings old() {
		return TestSettings.of(this.old);
	}

	private void start() {
		start(TestSettings.of(this.folder));
	}

	private void start(TestSettings settings) {
		settings.migrations(this.database).upgradeOnStart(Target.HEAD);
	}

}
