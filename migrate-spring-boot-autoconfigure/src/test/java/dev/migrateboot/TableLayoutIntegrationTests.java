package dev.migrateboot;

import java.nio.file.Path;
import java.util.List;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables of the history: where they are, how they are named and who may use them.
 */
@ExtendWith(PostgresExtension.class)
class TableLayoutIntegrationTests {

	private final ScriptFolder folder;

	TableLayoutIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts() {
		this.folder.pair("001_a", "create table a (id int);", "drop table a;")
			.pair("002_b", "vacuum a; create table b (id int);", "vacuum a; drop table b;");
	}

	@Test
	void tablesArePlainTables(TestDatabase database) {
		TestSettings.migrations(database, this.folder).upgrade(Target.parse("001"));
		assertThat(database.list("""
				select relkind::text || ' ' || relname from pg_class
				where relnamespace = 'public'::regnamespace and relkind <> 'i' order by relname""")).containsExactly(
				"r a", "r migrate_claim", "r migrate_history", "S migrate_history_id_seq", "r migrate_hold",
				"r migrate_journal", "S migrate_journal_id_seq");
		assertThat(database.list("select proname from pg_proc where pronamespace = 'public'::regnamespace")).isEmpty();
		assertThat(database.list("select tgname from pg_trigger where not tgisinternal")).isEmpty();
	}

	@Test
	void claimNamesTheFormat(TestDatabase database) {
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		assertThat(database.list("select format || ' ' || readable_from from migrate_claim")).containsExactly("1 1");
	}

	@Test
	void newerFormatIsReadAsLongAsItSaysSo(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		migrations.upgrade(Target.HEAD);
		database.execute("update migrate_claim set format = 7", "alter table migrate_history add extra text",
				"alter table migrate_journal add extra text", "alter table migrate_claim add extra text");
		assertThat(migrations.status().state()).isEqualTo(MigrationStatus.State.UP_TO_DATE);
		migrations.downgrade(Target.BASE);
		migrations.upgrade(Target.HEAD);
		database.execute("update migrate_claim set readable_from = 7");
		assertThat(Failures.text(this.folder, () -> migrations.downgrade(Target.BASE))).isEqualTo("""
				The tables of the history have format 7, readable from format 7 on; this build reads format 1.

				Action:
				Use a newer version of migrate-spring-boot.
				""");
		assertThat(Failures.of(migrations::status)).isInstanceOf(HistoryException.class);
	}

	@Test
	void everythingIsRevokedFromEveryRoleButTheOwner(TestDatabase database) {
		String owner = database.role("owner");
		String other = database.role("other");
		database.execute("create schema own authorization " + owner,
				"alter default privileges for role %s grant all on tables to public".formatted(owner),
				"alter default privileges for role %s grant all on tables to %s with grant option".formatted(owner,
						other),
				"alter default privileges for role %s grant all on sequences to public".formatted(owner),
				"alter default privileges for role %s grant all on sequences to %s".formatted(owner, other));
		TestSettings.of(this.folder).schema("own").migrations(database.dataSource(owner)).upgrade(Target.HEAD);
		assertThat(database.list("""
				select c.relname || ' ' || acl::text from pg_class c cross join lateral unnest(c.relacl) acl
				where c.relname like 'migrate%' and acl::text not like '""" + owner + "=%'")).isEmpty();
		assertThat(database.list("""
				select relname from pg_class where relnamespace = 'own'::regnamespace and relname like 'migrate%'
				  and relkind in ('r', 'S') and pg_get_userbyid(relowner) = '""" + owner + "'")).hasSize(6);
	}

	@Test
	void quotedGranteesLoseTheirPrivilegesToo(TestDatabase database) {
		String quoted = "\"%s A\"\"b %%s:x?\"".formatted(database.name());
		database.execute("create role " + quoted, "alter default privileges grant all on tables to " + quoted);
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		assertThat(database.list("""
				select relname from pg_class c cross join lateral aclexplode(c.relacl) acl
				where relname like 'migrate%' and acl.grantee <> c.relowner""")).isEmpty();
		database.execute("drop owned by " + quoted, "drop role " + quoted);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Upper \"Case\" 'quoted'", "co:lon :name ? ?? ;", "100%s %d %% {fn now()} --",
			"back\\slash $1 $$ /* ü😀" })
	void namesAreTakenAsTheyAre(String name, TestDatabase database) {
		String table = name + "_history";
		Migrations migrations = TestSettings.of(this.folder).schema(name).table(table).migrations(database);
		migrations.upgrade(Target.HEAD);
		assertThat(migrations.status().state()).isEqualTo(MigrationStatus.State.UP_TO_DATE);
		assertThat(database.list("select relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
				+ "where relkind = 'r' and nspname not like 'pg\\_%' and nspname <> 'information_schema' order by relname"))
			.containsExactlyInAnyOrder("a", "b", table, name + "_journal", name + "_claim", name + "_hold");
		assertThat(database.jdbc()
			.sql("select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace where relname in ('a', :table)")
			.param("table", table)
			.query(String.class)
			.list()).containsExactly(name, name);
		this.folder.file("001_a_upgrade.sql", "create table a (id bigint);");
		assertThat(Failures.of(() -> migrations.upgrade(Target.HEAD)))
			.hasMessageContaining("- create table a (id int);");
		migrations.downgrade(Target.BASE);
		database.execute("alter default privileges grant all on tables to public");
		migrations.stamp(Target.parse("001"));
		assertThat(migrations.status().current()).hasToString("001");
	}

	@Test
	void schemaIsCreatedAndFirstInTheSearchPathOfScripts(TestDatabase database) {
		database.execute("create table public.a (wrong int)");
		this.folder.pair("003_path", "create table seen as select current_setting('search_path') as path;",
				"drop table seen;");
		Migrations migrations = TestSettings.of(this.folder).schema("own").migrations(database);
		migrations.upgrade(Target.HEAD);
		assertThat(database.value("select path from own.seen")).isEqualTo("\"own\", \"$user\", public");
		assertThat(database.value("select to_regclass('own.a') is not null and to_regclass('own.b') is not null"))
			.isEqualTo("t");
		migrations.downgrade(Target.BASE);
		assertThat(database.value("select to_regclass('public.a') is not null")).isEqualTo("t");
	}

	@Test
	void schemaThatExistsIsUsed(TestDatabase database) {
		database.execute("create schema own");
		TestSettings.of(this.folder).schema("own").migrations(database).upgrade(Target.HEAD);
		assertThat(database.value("select count(*) from own.migrate_history")).isEqualTo("2");
	}

	@Test
	void historyIsFoundAlongTheSearchPath(TestDatabase database) {
		TestSettings.of(this.folder).schema("later").migrations(database).upgrade(Target.HEAD);
		String name = database.name();
		database.execute("create schema first", "alter database %s set search_path = first, later".formatted(name));
		Migrations migrations = TestSettings.migrations(database, this.folder);
		assertThat(migrations.status().state()).isEqualTo(MigrationStatus.State.UP_TO_DATE);
		migrations.downgrade(Target.parse("001"));
		assertThat(database.list("select version from later.migrate_history")).containsExactly("001");
		assertThat(database.value("select to_regclass('first.migrate_history') is null")).isEqualTo("t");
	}

	@Test
	void historyIsCreatedInTheFirstSchemaOfTheSearchPath(TestDatabase database) {
		database.execute("create schema first",
				"alter database %s set search_path = nowhere, first, public".formatted(database.name()));
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		assertThat(database.value("select to_regclass('first.migrate_history') is not null")).isEqualTo("t");
	}

	@Test
	void searchPathWithoutSchemaThrows(TestDatabase database) {
		database.execute("alter database %s set search_path = nowhere".formatted(database.name()));
		assertThat(
				Failures.text(this.folder, () -> TestSettings.migrations(database, this.folder).upgrade(Target.HEAD)))
			.isEqualTo("""
					None of the schemas of the search path exists.

					Action:
					Create one, or set migrate.schema; that one is created if it is missing.
					""");
	}

	@Test
	void twoHistoriesOnTheSearchPathThrow(TestDatabase database) {
		for (String schema : List.of("one", "two")) {
			TestSettings.of(this.folder).schema(schema).migrations(database).upgrade(Target.parse("001"));
		}
		database.execute("alter database %s set search_path = two, one, public".formatted(database.name()));
		assertThat(
				Failures.text(this.folder, () -> TestSettings.migrations(database, this.folder).upgrade(Target.HEAD)))
			.isEqualTo("""
					The table migrate_history exists in more than one schema of the search path: two, one.

					Action:
					Set migrate.schema to the one that counts.
					""");
		assertThat(TestSettings.of(this.folder).schema("one").migrations(database).upgrade(Target.HEAD).to())
			.hasToString("002");
	}

}
