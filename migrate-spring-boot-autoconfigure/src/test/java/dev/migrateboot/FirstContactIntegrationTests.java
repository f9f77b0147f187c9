package dev.migrateboot;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import dev.migrateboot.MigrateSettings.OnUnversionedSchema;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A database without a history that is in use already.
 */
@ExtendWith(PostgresExtension.class)
class FirstContactIntegrationTests {

	private static final String WITHOUT_HISTORY = """
			Schema public has tables (%s) but no migration history.%s Nothing has been run.

			Action:
			If these tables are what the migrations would build, record the version they are at, once, without running anything: migrate stamp %s. If they belong to something else, set migrate.on-unversioned-schema=upgrade, or migrate.schema to a schema of its own.
			""";

	private final ScriptFolder folder;

	FirstContactIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts() {
		this.folder.pair("001_a", "create table a (id int);", "drop table a;")
			.pair("002_b", "create table b (id int);", "drop table b;")
			.pair("010_c", "create table c (id int);", "drop table c;");
	}

	@Test
	void tablesThatAnotherInstanceCreatesMeanwhileAreNoContradiction(TestDatabase database) {
		Migrations other = TestSettings.migrations(database, this.folder);
		AtomicInteger overtaken = new AtomicInteger();
		DataSource slow = new DelegatingDataSource(database.dataSource()) {

			@Override
			public Connection getConnection() throws SQLException {
				Connection connection = super.getConnection();
				return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(),
						new Class<?>[] { Connection.class }, (proxy, method, arguments) -> {
							if (method.getName().equals("prepareStatement")
									&& String.valueOf(arguments[0]).contains("to_regclass")
									&& overtaken.getAndIncrement() == 0) {
								other.upgrade(Target.HEAD);
							}
							return method.invoke(connection, arguments);
						});
			}

		};
		TestSettings.of(this.folder).migrations(slow).upgrade(Target.HEAD);
		assertThat(overtaken).hasPositiveValue();
		assertThat(database.list("select outcome from migrate_journal")).containsOnly("applied")
			.hasSameSizeAs(database.list("select version from migrate_history"));
	}

	@Test
	void tablesOfTheUserStopTheStart(TestDatabase database) {
		database.execute("create table users (id int)", "create view v as select 1");
		assertThat(start(database)).isEqualTo(WITHOUT_HISTORY.formatted("users", "", "<version>"));
		assertThat(database.value("select to_regclass('migrate_history') is null and to_regclass('a') is null"))
			.isEqualTo("t");
	}

	@Test
	void manyTablesAreCounted(TestDatabase database) {
		database.execute("create table t1 (id int)", "create table t2 (id int) partition by range (id)",
				"create table \"T %s\" ()", "create table t4 ()", "create table t5 ()", "create table t6 ()",
				"create table t7 ()");
		assertThat(start(database))
			.isEqualTo(WITHOUT_HISTORY.formatted("T %s, t1, t2, t4, t5 and 2 more", "", "<version>"));
	}

	@Test
	void tablesAreLeftAloneWhenTheSettingSaysSo(TestDatabase database) {
		database.execute("create table users (id int)");
		TestSettings.of(this.folder)
			.onUnversionedSchema(OnUnversionedSchema.UPGRADE)
			.migrations(database)
			.upgradeOnStart(Target.HEAD);
		assertThat(database.value("select count(*) from migrate_history")).isEqualTo("3");
	}

	@Test
	void tablesOfAnExtensionDoNotCount(TestDatabase database) {
		database.execute("create table known (id int)", "alter extension plpgsql add table known");
		TestSettings.migrations(database, this.folder).upgradeOnStart(Target.HEAD);
		assertThat(database.value("select count(*) from migrate_history")).isEqualTo("3");
	}

	@Test
	void tablesInOtherSchemasDoNotCount(TestDatabase database) {
		database.execute("create table users (id int)");
		TestSettings.of(this.folder).schema("own").migrations(database).upgradeOnStart(Target.HEAD);
		assertThat(database.value("select count(*) from own.migrate_history")).isEqualTo("3");
	}

	@Test
	void tablesInTheConfiguredSchemaCount(TestDatabase database) {
		database.execute("create schema \"The App\"", "create table \"The App\".users (id int)");
		assertThat(Failures
			.of(() -> TestSettings.of(this.folder).schema("The App").migrations(database).upgradeOnStart(Target.HEAD)))
			.hasMessage("Schema The App has tables (users) but no migration history. Nothing has been run.");
	}

	@Test
	void historyOfSqlalchemyMigrateIsNamed(TestDatabase database) {
		database.execute("create table a ()",
				"create table migrate_version (repository_id varchar(250), repository_path text, version integer)",
				"insert into migrate_version values ('app', '/srv', 2)");
		assertThat(start(database)).isEqualTo(WITHOUT_HISTORY.formatted("a, migrate_version",
				" Its migrate_version is the history of sqlalchemy-migrate at 2.", "002"));
	}

	@Test
	void historyOfAlembicIsNamed(TestDatabase database) {
		database.execute("create table alembic_version (version_num varchar(32) not null)",
				"insert into alembic_version values ('1975ea83b712')");
		assertThat(start(database)).isEqualTo(WITHOUT_HISTORY.formatted("alembic_version",
				" Its alembic_version is the history of Alembic at 1975ea83b712.", "<version>"));
	}

	@Test
	void historyOfFlywayIsNamed(TestDatabase database) {
		database.execute("""
				create table flyway_schema_history (installed_rank int, version varchar(50), description varchar(200),
				  success boolean)""",
				"""
						insert into flyway_schema_history values (1, '1', 'a', true), (2, '10', 'c', true), (3, '2', 'late', true),
						  (4, null, 'repeatable', true), (5, '11', 'failed', false)""");
		assertThat(start(database)).isEqualTo(WITHOUT_HISTORY.formatted("flyway_schema_history",
				" Its flyway_schema_history is the history of Flyway at 10.", "010"));
	}

	@Test
	void historyOfLiquibaseIsNamed(TestDatabase database) {
		database.execute("create table databasechangelog (id varchar(255), author varchar(255), orderexecuted int)",
				"create table databasechangeloglock (id int)",
				"insert into databasechangelog values ('create-a', 'ada', 1), ('create-b', 'ada', 2)");
		assertThat(start(database)).isEqualTo(WITHOUT_HISTORY.formatted("databasechangelog, databasechangeloglock",
				" Its databasechangelog is the history of Liquibase at create-b.", "<version>"));
	}

	@Test
	void versionThatThisBuildLacksIsNotOffered(TestDatabase database) {
		database.execute("create table migrate_version (version integer)", "insert into migrate_version values (7)");
		assertThat(start(database)).isEqualTo(WITHOUT_HISTORY.formatted("migrate_version",
				" Its migrate_version is the history of sqlalchemy-migrate at 7.", "<version>"));
	}

	@Test
	void emptyOrStrangeHistoryNamesNoVersion(TestDatabase database) {
		database.execute("create table alembic_version (something_else int)");
		assertThat(start(database)).isEqualTo(WITHOUT_HISTORY.formatted("alembic_version",
				" Its alembic_version is the history of Alembic.", "<version>"));
		database.execute("drop table alembic_version", "create table migrate_version (version integer)");
		assertThat(start(database)).isEqualTo(WITHOUT_HISTORY.formatted("migrate_version",
				" Its migrate_version is the history of sqlalchemy-migrate.", "<version>"));
	}

	@Test
	void adviceWorks(TestDatabase database) {
		database.execute("create table a (id int)", "create table b (id int)",
				"create table migrate_version (version integer)", "insert into migrate_version values (2)");
		Migrations migrations = TestSettings.migrations(database, this.folder);
		migrations.stamp(Target.parse("002"));
		assertThat(migrations.upgradeOnStart(Target.HEAD).steps()).extracting((step) -> step.version().toString())
			.containsExactly("010");
	}

	private String start(TestDatabase database) {
		return Failures.text(this.folder,
				() -> TestSettings.migrations(database, this.folder).upgradeOnStart(Target.HEAD));
	}

}
