package dev.migrateboot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.migrateboot.support.CatalogSnapshot;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.PostgresServer;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests that {@code psql} brings a database to the same end by a printed script as the
 * engine does itself.
 */
@ExtendWith(PostgresExtension.class)
class PsqlScriptIntegrationTests {

	private static final String ROWS = """
			select concat_ws(' ', version, description, script, state, upgrade_hash, upgrade_meaning,
			  md5(upgrade_text), downgrade_script, downgrade_hash, downgrade_meaning, downgrade_text,
			  downgrade_placeholders, irreversible, applied_by, build, progress_direction, resolved_hash)
			from %s.migrate_history order by id
			""";

	private static final String JOURNAL = """
			select concat_ws(' ', action, version, script, outcome, source, actor, instance, build, message)
			from %s.migrate_journal order by id
			""";

	@TempDir
	private Path directory;

	private ScriptFolder scripts;

	@BeforeAll
	static void assumePsqlIsThere() throws Exception {
		boolean found = List.of(System.getenv("PATH").split(":"))
			.stream()
			.anyMatch((folder) -> Files.isExecutable(Path.of(folder, "psql")));
		assumeTrue(found, "there is no psql on the path");
	}

	@BeforeEach
	void writeScripts() {
		this.scripts = new ScriptFolder(this.directory.resolve("scripts")).pair("001_users", """
				create table users (id int primary key, name text);
				set search_path = pg_catalog;
				set client_encoding = 'LATIN1';
				copy ${schema}.users from stdin;
				1	Żółw \\\\ ${schema}
				2	\\N
				\\.
				select 1 -- no semicolon behind this""", "drop table users; -- back")
			.pair("002_index", """
					create index concurrently users_name on users (name);
					alter type mood add value 'fine';
					create table moods (value mood default 'fine');
					""", "drop table moods; drop index concurrently users_name;")
			.file("R__views.sql", "create or replace view names as select name from users;");
	}

	@Test
	void scriptDoesWhatTheEngineDoes(TestDatabase engine) throws Exception {
		TestDatabase psql = PostgresServer.newDatabase();
		for (TestDatabase database : List.of(engine, psql)) {
			database.execute("create type mood as enum ('bad')");
		}
		migrations(engine).upgrade(Target.HEAD);
		assertThat(run(psql, print(psql, Target.HEAD, Direction.UPGRADE))).isEmpty();
		assertSame(psql, engine);
		assertThat(migrations(psql).upgrade(Target.HEAD).steps()).isEmpty();
		assertThat(migrations(psql).status().state()).isEqualTo(MigrationStatus.State.UP_TO_DATE);
		engine.execute("drop view migrations.names");
		psql.execute("drop view migrations.names");
		migrations(engine).downgrade(Target.BASE);
		assertThat(run(psql, print(psql, Target.BASE, Direction.DOWNGRADE))).isEmpty();
		assertSame(psql, engine);
		assertThat(migrations(psql).status().current()).isNull();
	}

	@Test
	void holdIsWrittenByADowngradeAndEndedByAnUpgrade(TestDatabase database) throws Exception {
		database.execute("create type mood as enum ('bad')");
		migrations(database).upgrade(Target.HEAD);
		assertThat(run(database, print(database, Target.parse("001"), Direction.DOWNGRADE, true))).isEmpty();
		assertThat(migrations(database).status().hold()).isNotNull()
			.satisfies((hold) -> assertThat(hold.from()).hasToString("002"));
		assertThat(Failures.of(() -> migrations(database).upgradeOnStart(Target.HEAD)).getError()).isEqualTo("held");
		database.execute("alter type mood rename value 'fine' to 'gone'");
		assertThat(run(database, print(database, Target.HEAD, Direction.UPGRADE))).isEmpty();
		assertThat(migrations(database).status().hold()).isNull();
	}

	@Test
	void printingTouchesNothing(TestDatabase database) {
		List<String> before = CatalogSnapshot.of(database);
		print(database, Target.HEAD, Direction.UPGRADE);
		assertThat(CatalogSnapshot.of(database)).isEqualTo(before);
	}

	@Test
	void scriptOfAnotherStateChangesNothing(TestDatabase database) throws Exception {
		database.execute("create type mood as enum ('bad')");
		migrations(database).upgrade(Target.parse("001"));
		String script = print(database, Target.HEAD, Direction.UPGRADE);
		migrations(database).upgrade(Target.HEAD);
		assertThat(run(database, script)).contains("The database is not what this script was printed for any more.",
				"Print it again.");
		assertThat(database.value("select count(*) from migrations.migrate_claim where instance is null"))
			.isEqualTo("1");
		assertThat(database.value("select count(*) from migrations.migrate_journal")).isEqualTo("3");
	}

	@Test
	void scriptWaitsForNobody(TestDatabase database) throws Exception {
		database.execute("create type mood as enum ('bad')");
		migrations(database).upgrade(Target.parse("001"));
		String script = print(database, Target.HEAD, Direction.UPGRADE);
		database.execute("update migrations.migrate_claim set expires = clock_timestamp() + interval '1 hour'");
		assertThat(run(database, script)).contains("no rows returned for \\gset");
		assertThat(database.value("select count(*) from migrations.migrate_history")).isEqualTo("1");
	}

	@Test
	void failedScriptLeavesNoClaimForLong(TestDatabase database) throws Exception {
		this.scripts.pair("002_index", "select * from absent;", "");
		String script = print(database, Target.HEAD, Direction.UPGRADE);
		assertThat(run(database, script)).contains("relation \"absent\" does not exist");
		assertThat(database.list("select version from migrations.migrate_history")).containsExactly("001");
		assertThat(database.value("select expires < clock_timestamp() + interval '31 s' from migrations.migrate_claim"))
			.isEqualTo("t");
	}

	@Test
	void codeIsRefused(TestDatabase database) {
		Migrations migrations = Migrations.create(database.dataSource(), settings(), List.of(), List.of(),
				List.of(new TestCode.OneWay("009", "fill", "1")));
		assertThatExceptionOfType(PlanException.class)
			.isThrownBy(() -> migrations.script(Target.HEAD, Direction.UPGRADE, null, false, (line) -> {
			}))
			.satisfies((ex) -> {
				assertThat(ex.getMessage()).isEqualTo(
						"dev.migrateboot.TestCode$OneWay is a migration in code, which no script can run. Nothing has been run.");
				assertThat(ex.getAction()).isEqualTo("Let the application run it, or choose a target before it.");
			});
	}

	private void assertSame(TestDatabase actual, TestDatabase expected) {
		assertThat(CatalogSnapshot.of(actual)).isEqualTo(CatalogSnapshot.of(expected));
		assertThat(actual.list(ROWS.formatted("migrations"))).isEqualTo(expected.list(ROWS.formatted("migrations")));
		assertThat(actual.list(JOURNAL.formatted("migrations")))
			.isEqualTo(expected.list(JOURNAL.formatted("migrations")));
		assertThat(actual.value("select count(*) from migrations.migrate_claim where instance is null")).isEqualTo("1");
	}

	private String print(TestDatabase database, Target target, Direction direction) {
		return print(database, target, direction, false);
	}

	private String print(TestDatabase database, Target target, Direction direction, boolean hold) {
		List<String> lines = new ArrayList<>();
		migrations(database).script(target, direction, null, hold, lines::add);
		return String.join("\n", lines) + "\n";
	}

	private Migrations migrations(TestDatabase database) {
		return Migrations.create(database.dataSource(), settings(), List.of(), List.of());
	}

	private MigrateSettings settings() {
		return TestSettings.of(this.scripts).schema("migrations").placeholder("schema", "migrations").settings();
	}

	/**
	 * Run a script and return what psql has to say of failures.
	 */
	private String run(TestDatabase database, String script) throws Exception {
		Path file = Files.writeString(Files.createTempFile(this.directory, "script", ".sql"), script);
		Path errors = Files.createTempFile(this.directory, "errors", ".log");
		ProcessBuilder builder = new ProcessBuilder("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-d",
				database.url().substring("jdbc:".length()), "-f", file.toString())
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(errors.toFile());
		builder.environment().put("LC_ALL", "C");
		builder.environment().put("PGOPTIONS", "-c client_min_messages=warning");
		Process process = builder.start();
		assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		String text = Files.readString(errors);
		assertThat(process.exitValue()).as(text).isEqualTo(text.isEmpty() ? 0 : 3);
		return text;
	}

}
