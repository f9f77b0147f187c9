package dev.migrateboot;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

import dev.migrateboot.support.OneConnection;
import dev.migrateboot.support.PgBouncer;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import dev.migrateboot.support.Together;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Default settings through a pooler in transaction mode that has two connections for
 * everybody.
 */
@ExtendWith(PostgresExtension.class)
class PoolerIntegrationTests {

	private static final String LEFT_BEHIND = """
			select string_agg(name || ' ' || setting, ', ') from pg_settings
			where source = 'session' and name not like 'transaction\\_%' and name not in
			  ('client_encoding', 'DateStyle', 'TimeZone', 'application_name', 'standard_conforming_strings')
			""";

	private final ScriptFolder folder;

	private TestDatabase database;

	private PgBouncer pooler;

	PoolerIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void startPooler(TestDatabase database) throws Exception {
		this.database = database;
		this.pooler = PgBouncer.start(database, 2);
		this.folder.pair("001_a", "create table a (id int);\nset work_mem = '99MB';", "drop table a;")
			.pair("002_index", "insert into a values (1);\ncreate index concurrently a_id on a (id);\nvacuum a;",
					"drop index concurrently a_id;\ndelete from a;")
			.pair("003_b", "create table b (id int);\ninsert into a values (2);",
					"drop table b;\ndelete from a where id = 2;");
	}

	@AfterEach
	void stopPooler() {
		if (this.pooler != null) {
			this.pooler.close();
		}
	}

	@Test
	void manyInstancesStartThroughTwoConnections() throws Exception {
		List<MigrationReport> reports = Together.run(8,
				(number) -> () -> migrations("instance-" + number).upgradeOnStart(Target.HEAD));
		assertThat(reports.stream().mapToInt((report) -> report.steps().size()).sum()).isEqualTo(3);
		assertThat(this.database.list("select version || state from migrate_history order by id"))
			.containsExactly("001applied", "002applied", "003applied");
		assertThat(this.database.list("select id from a order by id")).containsExactly("1", "2");
		assertThat(this.database.value("select indisvalid from pg_index where indexrelid = 'a_id'::regclass"))
			.isEqualTo("t");
	}

	@Test
	void nothingIsLeftInTheSessionsThatOthersGetNext() throws Exception {
		Migrations migrations = migrations("one");
		migrations.upgrade(Target.HEAD);
		migrations.downgrade(Target.BASE);
		migrations.upgrade(Target.HEAD);
		List<String> left = Together.run(2, (number) -> () -> {
			try (OneConnection connection = new OneConnection(this.pooler.dataSource())) {
				return connection.jdbc()
					.sql("select coalesce((%s), '') from pg_sleep(0.2)".formatted(LEFT_BEHIND))
					.query(String.class)
					.single();
			}
		});
		assertThat(left).containsOnly("");
	}

	@Test
	void statementsThatTheDriverWouldKeepOnTheServerAreSentAnewEachTime() throws Exception {
		IntStream.range(4, 20)
			.forEach((i) -> this.folder.pair("%03d_more".formatted(i), "insert into a values (%d);".formatted(i),
					"delete from a where id = %d;".formatted(i)));
		try (OneConnection first = new OneConnection(this.pooler.dataSource());
				OneConnection second = new OneConnection(this.pooler.dataSource())) {
			first.connection().unwrap(PGConnection.class).setPrepareThreshold(1);
			second.connection().unwrap(PGConnection.class).setPrepareThreshold(1);
			for (int i = 0; i < 2; i++) {
				TestSettings.of(this.folder).migrations(first).upgrade(Target.HEAD);
				TestSettings.of(this.folder).migrations(second).downgrade(Target.BASE);
			}
			assertThat(first.connection().unwrap(PGConnection.class).getPrepareThreshold()).isEqualTo(1);
		}
		assertThat(this.database.value("select count(*) from migrate_journal where outcome in ('applied', 'reverted')"))
			.isEqualTo("76");
	}

	@Test
	void scriptWhoseStatementWouldMeanSomethingElseIsRefused() {
		Migrations migrations = TestSettings.of(this.folder).schema("app").migrations(this.pooler.dataSource());
		assertThat(Failures.text(this.folder, () -> migrations.upgrade(Target.HEAD))).isEqualTo(
				"""
						FOLDER/002_index_upgrade.sql does not run in one transaction, and the connection goes through a pooler: there migrate.schema=app cannot be put first into the search_path of such a statement. Nothing has been run.

						Action:
						Set migrate.url to the address of the server itself, past the pooler, or make app the first schema of the role's search_path.
						""");
		assertThat(this.database.value("select count(*) from app.migrate_history")).isEqualTo("0");
		TestSettings.of(this.folder).schema("app").migrations(this.database).upgrade(Target.HEAD);
	}

	@Test
	void scriptThatSetsSomethingForSuchAStatementIsRefused() {
		this.folder.file("002_index_upgrade.sql",
				"set search_path = other;\ncreate index concurrently a_id on a (id);");
		assertThat(Failures.text(this.folder, () -> migrations("one").upgrade(Target.HEAD))).isEqualTo(
				"""
						FOLDER/002_index_upgrade.sql does not run in one transaction, and the connection goes through a pooler: there what the script sets before cannot hold for such a statement. Nothing has been run.

						Action:
						Set migrate.url to the address of the server itself, past the pooler.
						""");
		assertThat(this.database.value("select to_regclass('a') is null")).isEqualTo("t");
	}

	@Test
	void limitOfTheSocketDoesNotCutALongStatement() throws Exception {
		this.folder.file("004_slow_upgrade.sql", "select pg_sleep(1.5);");
		PGSimpleDataSource impatient = (PGSimpleDataSource) this.pooler.dataSource();
		impatient.setSocketTimeout(1);
		try (OneConnection pool = new OneConnection(impatient)) {
			assertThat(TestSettings.of(this.folder).migrations(pool).upgrade(Target.HEAD).steps()).hasSize(4);
			assertThat(pool.connection().getNetworkTimeout()).isEqualTo(1000);
		}
	}

	private Migrations migrations(String instance) {
		return TestSettings.of(this.folder).instance(instance).migrations(this.pooler.dataSource());
	}

}
