package dev.migrateboot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import dev.migrateboot.support.Together;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * A downgrade that stays down, and how that ends.
 */
@ExtendWith(PostgresExtension.class)
class HoldIntegrationTests {

	private static final String VERSIONS = "select version from migrate_history order by version";

	private static final String HELD = "select concat_ws(' ', version, held_from, held_by, reason) from migrate_hold order by version";

	private static final String JOURNAL = """
			select concat_ws(' ', action, version, outcome, actor, reason) from migrate_journal
			where action = 'hold' order by id""";

	private final ScriptFolder folder;

	private final ScriptFolder old;

	private TestDatabase database;

	HoldIntegrationTests(@TempDir Path folder) {
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
		start(this.folder);
	}

	@Test
	void startDoesNotApplyWhatWasReverted() {
		takeBack("001");
		assertThat(anonymous(Failures.text(this.folder, () -> start(this.folder)))).isEqualTo(
				"""
						ada took the database back from 003 at TIME (too slow), and 002, 003 stay down. The database is at 001, \
						and this build contains 002, 003 as they were then. Nothing has been run.

						Action:
						Start a build that fits: the one that was there before 002, 003, or a later release, with a script corrected \
						or a version above 003. Or end the hold on purpose by upgrading past it: POST /actuator/migrations/head to a \
						running instance, or 'java -jar <this build> migrate upgrade'.
						""");
		assertThat(this.database.list(VERSIONS)).containsExactly("001");
		assertThat(this.database.list(HELD)).containsExactly("002 003 ada too slow", "003 003 ada too slow");
		assertThat(this.database.list(JOURNAL)).containsExactly("hold 003 held ada too slow",
				"hold 002 held ada too slow");
		start(this.old);
	}

	@Test
	void everyWayToStartSaysTheSame() {
		takeBack("002");
		String text = Failures.text(this.folder, () -> start(this.folder));
		assertThat(text).contains("003 stays down").contains("contains 003 as it was then");
		assertThat(Failures.text(this.folder, () -> migrations(this.folder).validate(Target.HEAD))).isEqualTo(text);
		Migrations waiting = TestSettings.of(this.folder).claimTimeout(Duration.ZERO).migrations(this.database);
		assertThat(Failures.text(this.folder, () -> waiting.await(Target.HEAD))).isEqualTo(text);
		assertThat(Failures.of(() -> start(this.folder)).getError()).isEqualTo("held");
	}

	@Test
	void statusTellsTheHoldToEveryBuild() {
		takeBack("002");
		for (ScriptFolder build : List.of(this.old, this.folder)) {
			Hold hold = migrations(build).status().hold();
			assertThat(hold).isNotNull();
			assertThat(hold.from()).hasToString("003");
			assertThat(hold.versions()).hasToString("[003]");
			assertThat(hold.by()).isEqualTo("ada");
			assertThat(hold.reason()).isEqualTo("too slow");
		}
	}

	@Test
	void startUpToATargetBelowIsFree() {
		takeBack("002");
		assertThat(migrations(this.folder).upgradeOnStart(Target.parse("002")).steps()).isEmpty();
		migrations(this.folder).validate(Target.parse("002"));
	}

	@Test
	void downgradeWithoutHoldIsAppliedAgain() {
		migrations(this.folder).downgrade(Target.parse("001"));
		assertThat(migrations(this.folder).status().hold()).isNull();
		start(this.folder);
		assertThat(this.database.list(VERSIONS)).containsExactly("001", "002", "003");
	}

	@Test
	void secondDowngradeGoesOnWithTheFirst() {
		takeBack("002");
		takeBack("base");
		Hold hold = migrations(this.folder).status().hold();
		assertThat(hold.from()).hasToString("003");
		assertThat(hold.versions()).hasToString("[001, 002, 003]");
		assertThat(Failures.of(() -> start(this.old)).getMessage()).contains("contains 001 as it was then");
	}

	@Test
	void downgradeThatFailsHoldsWhatItHasReverted() {
		this.database.execute("create view mails as select mail from users");
		assertThat(catchThrowable(() -> takeBack("001"))).isInstanceOf(StatementException.class);
		assertThat(this.database.list(HELD)).containsExactly("003 003 ada too slow");
		assertThat(Failures.of(() -> start(this.folder)).getError()).isEqualTo("held");
	}

	@Test
	void downgradeInUnitsIsHeldWithItsLastRecord() {
		this.folder.pair("004_index", "create index concurrently i on users (id);", "drop index concurrently i;");
		start(this.folder);
		takeBack("003");
		assertThat(this.database.list(HELD)).containsExactly("004 004 ada too slow");
		assertThat(Failures.of(() -> start(this.folder)).getError()).isEqualTo("held");
	}

	@Test
	void downgradeOfARevisionThatStoppedHalfWayIsHeld() {
		this.folder.pair("004_index", "create index concurrently i on users (id);\nselect 1 / 0;",
				"drop index concurrently i;");
		assertThat(catchThrowable(() -> start(this.folder))).isInstanceOf(StatementException.class);
		takeBack("003");
		assertThat(this.database.list(HELD)).containsExactly("004 004 ada too slow");
	}

	@Test
	void upgradeOnPurposeEndsTheHold() {
		takeBack("001");
		assertThat(migrations(this.folder).upgrade(Target.parse("002")).steps()).hasSize(1);
		assertThat(this.database.list(HELD)).containsExactly("003 003 ada too slow");
		assertThat(Failures.of(() -> start(this.folder)).getError()).isEqualTo("held");
		MigrationPlan plan = migrations(this.folder).plan(Target.HEAD);
		assertThat(plan.refusal()).isNull();
		migrations(this.folder).execute(Target.HEAD, new Migrations.Order(plan.id(), "eve", "fixed", null));
		assertThat(this.database.list(HELD)).isEmpty();
		assertThat(migrations(this.folder).status().hold()).isNull();
		assertThat(this.database.list(JOURNAL)).contains("hold 003 ended eve fixed");
		start(this.folder);
	}

	@Test
	void upgradeOnPurposeThatFailsDoesNotEndTheHold() {
		takeBack("002");
		this.database.execute("alter table users add age int");
		assertThat(catchThrowable(() -> migrations(this.folder).upgrade(Target.HEAD)))
			.isInstanceOf(StatementException.class);
		assertThat(Failures.of(() -> start(this.folder)).getError()).isEqualTo("held");
	}

	@Test
	void startGoesOnWithAnUpgradeOnPurposeThatStoppedHalfWay() {
		this.folder.pair("004_index",
				"create index concurrently i on users (id);\nselect 1 / (select count(*) from c);",
				"drop index concurrently i;");
		this.database.execute("create table c (id int)", "insert into c values (1)");
		start(this.folder);
		takeBack("003");
		this.database.execute("delete from c");
		assertThat(catchThrowable(() -> migrations(this.folder).upgrade(Target.HEAD)))
			.isInstanceOf(StatementException.class);
		assertThat(migrations(this.folder).status().hold()).isNull();
		this.database.execute("insert into c values (1)");
		start(this.folder);
		assertThat(this.database.list(HELD)).isEmpty();
	}

	@Test
	void stampEndsTheHoldOfWhatItRecords() {
		takeBack("001");
		migrations(this.folder).stamp(Target.parse("002"));
		assertThat(this.database.list(HELD)).containsExactly("003 003 ada too slow");
	}

	@Test
	void changedScriptIsApplied() {
		takeBack("002");
		this.folder.file("003_age_upgrade.sql", "-- slow\nalter  table users add age int;");
		assertThat(Failures.of(() -> start(this.folder)).getError()).isEqualTo("held");
		this.folder.file("003_age_upgrade.sql", "alter table users add age bigint;");
		start(this.folder);
		assertThat(this.database.list(HELD)).isEmpty();
		assertThat(this.database.list(VERSIONS)).containsExactly("001", "002", "003");
	}

	@Test
	void laterReleaseIsApplied() {
		takeBack("001");
		this.folder.deletePair("003_age").pair("004_name", "alter table users add name text;", "select 1;");
		start(this.folder);
		assertThat(this.database.list(VERSIONS)).containsExactly("001", "002", "004");
		assertThat(this.database.list(HELD)).isEmpty();
		assertThat(this.database.list(JOURNAL)).endsWith("hold 002 ended postgres", "hold 003 ended postgres");
	}

	/**
	 * Each row: which builds start, one after the other.
	 */
	@ParameterizedTest
	@CsvSource({ "old new old new", "new new old old", "new old old new" })
	void restartsInEveryOrderChangeNothing(String order) {
		takeBack("001");
		for (String build : order.split(" ")) {
			if (build.equals("old")) {
				start(this.old);
			}
			else {
				assertThat(Failures.of(() -> start(this.folder)).getError()).isEqualTo("held");
			}
			assertThat(this.database.list(VERSIONS)).containsExactly("001");
		}
	}

	@Test
	void historyWhoseHoldIsMissingIsNotTakenForNone() {
		takeBack("002");
		this.database.execute("drop table migrate_hold");
		assertThat(Failures.text(this.folder, () -> start(this.folder))).isEqualTo(
				"""
						"public"."migrate_history" exists, but "public"."migrate_hold" does not: what has to stay down is not known. \
						Nothing has been run.

						Action:
						Restore it from a backup together with the other tables. Where no downgrade has to stay down, create it empty: \
						create table "public"."migrate_hold" ( version text primary key, upgrade_hash text not null, \
						upgrade_meaning text not null, held_from text not null, held_by text not null, reason text, \
						since timestamptz not null default clock_timestamp() );
						""");
		assertThat(this.database.list(VERSIONS)).containsExactly("001", "002");
	}

	@Test
	void restartsOfManyInstancesAtOnceChangeNothing() throws Exception {
		takeBack("001");
		List<Boolean> started = Together.run(8, (i) -> () -> {
			Migrations instance = migrations((i % 2 == 0) ? this.old : this.folder);
			return catchThrowable(() -> instance.upgradeOnStart(Target.HEAD)) == null;
		});
		assertThat(started).containsExactly(true, false, true, false, true, false, true, false);
		assertThat(this.database.list(VERSIONS)).containsExactly("001");
	}

	private MigrationReport takeBack(String target) {
		Migrations migrations = migrations(this.old);
		Target parsed = Target.parse(target);
		return migrations.execute(parsed,
				new Migrations.Order(migrations.plan(parsed).id(), "ada", "too slow", null, true));
	}

	private void start(ScriptFolder build) {
		migrations(build).upgradeOnStart(Target.HEAD);
	}

	private Migrations migrations(ScriptFolder build) {
		return TestSettings.migrations(this.database, build);
	}

	private static String anonymous(String text) {
		return text.replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "TIME");
	}

}
