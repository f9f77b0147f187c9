package dev.migrateboot;

import java.nio.file.Path;
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
 * Placeholders of packaged and of stored scripts.
 */
@ExtendWith(PostgresExtension.class)
class PlaceholdersIntegrationTests {

	private static final String UPGRADE = "create table ${name} (id int); -- ${name}\n";

	private static final String DOWNGRADE = "drop table ${name};\n-- ${NAME} ${name}\n";

	private static final String UNDEFINED = """
			The stored downgrade script of 001 contains the placeholder ${name}, which is not defined. The stored downgrade script of 001 contains the placeholder ${NAME}, which is not defined. Nothing has been run.

			Action:
			Set migrate.placeholders.name to its value. Set migrate.placeholders.NAME to its value.
			""";

	private final ScriptFolder folder;

	PlaceholdersIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts() {
		this.folder.pair("001_a", UPGRADE, DOWNGRADE);
	}

	@Test
	void textsAndHashesAreKeptAsWritten(TestDatabase database) {
		Migrations migrations = with("secret").migrations(database);
		assertThat(migrations.preview(migrations.plan(Target.HEAD)).get(0).sql()).isEqualTo(UPGRADE);
		migrations.upgrade(Target.HEAD);
		assertThat(database.value("select to_regclass('secret') is not null")).isEqualTo("t");
		Map<String, Object> row = database.jdbc().sql("select * from migrate_history").query().singleRow();
		assertThat(row).containsEntry("upgrade_hash", TestScripts.script(UPGRADE).hash())
			.containsEntry("upgrade_meaning", ScriptOutline.of(TestScripts.script(UPGRADE)).meaning())
			.containsEntry("downgrade_hash", TestScripts.script(DOWNGRADE).hash())
			.containsEntry("downgrade_meaning", ScriptOutline.of(TestScripts.script(DOWNGRADE)).meaning())
			.containsEntry("downgrade_text", DOWNGRADE);
		assertThat(CompressedText.expand((byte[]) row.get("upgrade_text"))).isEqualTo(UPGRADE);
		assertThat(database.value("select downgrade_placeholders from migrate_history"))
			.isEqualTo("{\"${name}\",\"${NAME}\"}");
		assertThat(database.value("select count(*) from migrate_history h, migrate_journal j "
				+ "where h::text like '%secret%' or j::text like '%secret%'"))
			.isEqualTo("0");
	}

	@Test
	void withoutADefinitionNothingIsAPlaceholder(TestDatabase database) {
		this.folder.file("001_a_upgrade.sql", "create table a as select '${authtype}' as text")
			.file("001_a_downgrade.sql", "drop table a; -- ${name}");
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		assertThat(database.value("select text from a")).isEqualTo("${authtype}");
		assertThat(database.value("select downgrade_placeholders is null from migrate_history")).isEqualTo("t");
		with("other").migrations(database).downgrade(Target.BASE);
	}

	@Test
	void undefinedPlaceholderIsPlacedBeforeAnythingRuns(TestDatabase database) {
		this.folder.file("002_b_upgrade.sql", "-- ${name}\nselect '😀${name}', '${nobody}';");
		Migrations migrations = with("a").placeholder("other", "b").migrations(database);
		assertThat(Failures.text(this.folder, () -> migrations.upgrade(Target.HEAD))).isEqualTo(
				"""
						FOLDER/002_b_upgrade.sql:2:21: the placeholder ${nobody} is not defined. Defined are name, other. Nothing of this script has been run.

						Action:
						Set migrate.placeholders.nobody to its value. If the text is meant as it stands, set migrate.placeholder-prefix to something else than ${.
						""");
		assertThat(database.value("select count(*) from migrate_history")).isEqualTo("0");
		this.folder.deletePair("002_b").file("001_a_downgrade.sql", "drop table ${some name};");
		assertThat(Failures.text(this.folder, () -> migrations.upgrade(Target.HEAD))).isEqualTo(
				"""
						FOLDER/001_a_downgrade.sql:1:12: the placeholder ${some name} is not defined. Defined are name, other. Nothing of this script has been run.

						Action:
						Set migrate.placeholders[some name] to its value. If the text is meant as it stands, set migrate.placeholder-prefix to something else than ${.
						""");
	}

	@Test
	void failureShowsTheTextAsWritten(TestDatabase database) {
		this.folder.file("001_a_upgrade.sql", """
				select '😀${name}',
				  '${name}', "é😀${name}", nothing;
				""");
		Migrations migrations = with("two\nlines").migrations(database);
		StatementException failure = (StatementException) Failures.of(() -> migrations.upgrade(Target.HEAD));
		assertThat(Failures.text(this.folder, failure)).isEqualTo("""
				FOLDER/001_a_upgrade.sql:2:14: column "é😀two
				lines" does not exist

				      '${name}', "é😀${name}", nothing
				                 ^

				SQLSTATE: 42703

				Revision 001 was rolled back as a whole. Nothing else was run.

				Action:
				Correct the script and start again; nothing of 001 is left in the database.
				""");
		assertThat(failure.getStatement()).isEqualTo("select '😀${name}',\n  '${name}', \"é😀${name}\", nothing");
	}

	@Test
	void directivesAndKindsAreThoseOfTheTextWithValues(TestDatabase database) {
		this.folder.file("001_a_upgrade.sql", """
				-- migrate: lock-timeout=${time}
				create table ${name} as select current_setting('lock_timeout') as value;
				create index ${how} i on ${name} (value);
				""");
		with("a").placeholder("time", "7s")
			.placeholder("how", "concurrently")
			.migrations(database)
			.upgrade(Target.HEAD);
		assertThat(database.value("select value from a")).isEqualTo("7s");
		assertThat(database.value("select progress_finished is not null or state = 'applied' from migrate_history"))
			.isEqualTo("t");
	}

	@Test
	void storedDowngradeIsSubstitutedByABuildWithoutTheFiles(TestDatabase database) {
		with("a").migrations(database).upgrade(Target.HEAD);
		this.folder.deletePair("001_a").file("keep.txt", "");
		with("a").migrations(database).downgrade(Target.BASE);
		assertThat(database.value("select to_regclass('a') is null")).isEqualTo("t");
	}

	@Test
	void storedDowngradeWithAnUndefinedPlaceholderIsRefused(TestDatabase database) {
		with("a").migrations(database).upgrade(Target.HEAD);
		this.folder.deletePair("001_a").pair("002_b", "create table b (id int);", "drop table b;");
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		Migrations migrations = TestSettings.of(this.folder).placeholder("other", "b").migrations(database);
		MigrationPlan plan = migrations.plan(Target.BASE);
		assertThat(plan.refusal()).isNotNull().extracting(Refusal::error).isEqualTo("undefined-placeholder");
		assertThat(migrations.preview(plan).get(1).sql()).isEqualTo(DOWNGRADE);
		assertThat(Failures.text(this.folder, () -> migrations.downgrade(Target.BASE))).isEqualTo(UNDEFINED);
		assertThat(
				Failures.text(this.folder, () -> TestSettings.migrations(database, this.folder).downgrade(Target.BASE)))
			.isEqualTo(UNDEFINED);
		assertThat(Failures.text(this.folder,
				() -> with("a").placeholderPrefix("#{").migrations(database).downgrade(Target.BASE)))
			.isEqualTo(
					"""
							The stored downgrade script of 001 contains the placeholder ${name}, which is not defined. The stored downgrade script of 001 contains the placeholder ${NAME}, which is not defined. Nothing has been run.

							Action:
							Set migrate.placeholder-prefix to what ${name} begins with, and its value in migrate.placeholders. Set migrate.placeholder-prefix to what ${NAME} begins with, and its value in migrate.placeholders.
							""");
		assertThat(database.list("select version from migrate_history order by id")).containsExactly("001", "002");
	}

	@Test
	void storedDowngradeThatIsChosenWithAnUndefinedPlaceholderIsRefused(TestDatabase database) {
		with("a").migrations(database).upgrade(Target.HEAD);
		this.folder.file("001_a_downgrade.sql", "drop table a cascade;");
		Migrations migrations = TestSettings.migrations(database, this.folder);
		String plan = migrations.plan(Target.BASE).id();
		assertThat(Failures.text(this.folder,
				() -> migrations.execute(Target.BASE, new Migrations.Order(plan, "ada", "because", Source.HISTORY))))
			.isEqualTo(UNDEFINED);
		migrations.execute(Target.BASE, new Migrations.Order(plan, "ada", "because", Source.PACKAGE));
		assertThat(database.value("select to_regclass('a') is null")).isEqualTo("t");
	}

	@Test
	void planIdDependsOnTheValuesThatRun(TestDatabase database) {
		String id = with("a").migrations(database).plan(Target.HEAD).id();
		assertThat(with("a").placeholder("unused", "x").migrations(database).plan(Target.HEAD).id()).isEqualTo(id);
		assertThat(with("b").migrations(database).plan(Target.HEAD).id()).isNotEqualTo(id);
		with("a").migrations(database).upgrade(Target.HEAD);
		id = with("a").migrations(database).plan(Target.BASE).id();
		assertThat(with("b").migrations(database).plan(Target.BASE).id()).isNotEqualTo(id);
		this.folder.file("001_a_downgrade.sql", "drop table if exists ${name};");
		id = with("a").migrations(database).plan(Target.BASE).id();
		assertThat(with("b").migrations(database).plan(Target.BASE).id()).isNotEqualTo(id);
	}

	@Test
	void flywaysOwnPlaceholdersAreKnownInFilesWithFlywaysNames(TestDatabase database) {
		this.folder.deletePair("001_a")
			.file("sub/V1__a.sql",
					"""
							create table a as select '${flyway:defaultSchema}' as a, '${flyway:user}' as b, '${flyway:database}' as c,
							  cast('${flyway:timestamp}' as timestamp) as d, '${flyway:filename}' as e, '${FLYWAY:TABLE}' as f,
							  '${flyway:other} ${other}' as g;
							""")
			.file("sub/U1__a.sql", "drop table ${flyway:defaultSchema}.a;");
		this.folder.pair("002_b", "create table b as select '${flyway:user}' as a;", "drop table b;");
		Migrations migrations = TestSettings.of(this.folder).schema("app").migrations(database);
		migrations.upgrade(Target.HEAD);
		assertThat(database.value("select concat_ws(' ', a, b, c, e, f, g) from app.a"))
			.isEqualTo("app postgres %s V1__a.sql migrate_history ${flyway:other} ${other}".formatted(database.name()));
		assertThat(database.value("select a from app.b")).isEqualTo("${flyway:user}");
		assertThat(database
			.list("select coalesce(downgrade_placeholders::text, '-') from app.migrate_history order by id"))
			.containsExactly("{\"${flyway:defaultSchema}\"}", "-");
		migrations.downgrade(Target.BASE);
		assertThat(database.value("select to_regclass('app.a') is null")).isEqualTo("t");
	}

	@Test
	void unknownPlaceholderOfFlywayIsAnErrorOnceOneIsDefined(TestDatabase database) {
		this.folder.file("V2__b.sql", "select '${flyway:user}', '${flyway:nothing}';");
		assertThat(Failures.text(this.folder, () -> with("a").migrations(database).upgrade(Target.HEAD))).isEqualTo(
				"""
						FOLDER/V2__b.sql:1:27: the placeholder ${flyway:nothing} is not defined. Defined are flyway:database, flyway:defaultSchema, flyway:filename, flyway:table, flyway:timestamp, flyway:user, name. Nothing of this script has been run.

						Action:
						Set migrate.placeholders[flyway:nothing] to its value. If the text is meant as it stands, set migrate.placeholder-prefix to something else than ${.
						""");
	}

	@Test
	void flywaysOwnPlaceholdersAreNoPartOfThePlanId(TestDatabase database) {
		this.folder.deletePair("001_a").file("V1__a.sql", "select '${flyway:user}', '${flyway:timestamp}'");
		database.execute("create role other_user superuser login");
		assertThat(TestSettings.of(this.folder).migrations(database.dataSource("other_user")).plan(Target.HEAD).id())
			.isEqualTo(TestSettings.migrations(database, this.folder).plan(Target.HEAD).id());
		database.execute("drop role other_user");
	}

	@Test
	void textThatIsNoSqlWithoutItsValuesIsReadAllTheSame(TestDatabase database) {
		this.folder.file("001_a_upgrade.sql", "select ${quote}it''s; nothing else${quote};");
		TestSettings settings = with("a").placeholder("quote", "'");
		settings.migrations(database).upgrade(Target.HEAD);
		settings.migrations(database).validate(Target.HEAD);
		this.folder.file("001_a_upgrade.sql", "select ${quote}it''s; something else${quote};");
		assertThat(Failures.of(() -> settings.migrations(database).validate(Target.HEAD)).getError())
			.isEqualTo("changed-script");
	}

	@Test
	void startWithNothingPendingReadsNoPlaceholder(TestDatabase database) {
		with("a").migrations(database).upgrade(Target.HEAD);
		RecordingDataSource recording = new RecordingDataSource(database.dataSource());
		TestSettings.of(this.folder).placeholder("other", "b").migrations(recording).upgradeOnStart(Target.HEAD);
		assertThat(recording.calls()).hasSize(3);
		this.folder.file("001_a_upgrade.sql", "-- other comment\n" + UPGRADE);
		TestSettings.of(this.folder).placeholder("other", "b").migrations(database).validate(Target.HEAD);
	}

	private TestSettings with(String name) {
		return TestSettings.of(this.folder).placeholder("name", name);
	}

}
