package dev.migrateboot;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;

import dev.migrateboot.support.CatalogSnapshot;
import dev.migrateboot.support.OneConnection;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import dev.migrateboot.support.Together;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many instances started at once against one database: every revision is applied once, in
 * order, and nobody fails.
 */
@ExtendWith(PostgresExtension.class)
class ConcurrentStartIntegrationTests {

	private static final int INSTANCES = 20;

	private final ScriptFolder folder;

	ConcurrentStartIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts() {
		this.folder.pair("001_a", "create table a (id int, revision int default 1);", "drop table a;");
		for (int i = 2; i <= 6; i++) {
			this.folder.pair("00%d_insert".formatted(i), "insert into a values (%d, %d);".formatted(i, i),
					"delete from a where revision = %d;".formatted(i));
		}
	}

	@Test
	void startOfManyInstancesAppliesEveryRevisionOnce(TestDatabase database) throws Exception {
		List<MigrationReport> reports = Together.run(INSTANCES,
				(number) -> () -> instance(number).migrations(database).upgradeOnStart(Target.HEAD));
		assertApplied(database, 6);
		assertThat(reports).extracting(MigrationReport::to).allSatisfy((to) -> assertThat(to).hasToString("006"));
		assertThat(reports.stream().mapToInt((report) -> report.steps().size()).sum()).isEqualTo(6);
		assertThat(database.list("select distinct instance from migrate_journal")).hasSize(1);
	}

	@Test
	void startOfManyInstancesAppliesStatementsOutsideATransactionOnce(TestDatabase database) throws Exception {
		this.folder.pair("007_index", "create index concurrently a_id on a (id);", "drop index concurrently a_id;")
			.pair("008_mixed", "insert into a values (8, 8); vacuum a; insert into a values (9, 8);",
					"delete from a where revision = 8;");
		Together.run(INSTANCES, (number) -> () -> instance(number).migrations(database).upgradeOnStart(Target.HEAD));
		assertApplied(database, 8);
		assertThat(database.list("select id from a where revision = 8 order by id")).containsExactly("8", "9");
		assertThat(database.value("select indisvalid from pg_index where indexrelid = 'a_id'::regclass"))
			.isEqualTo("t");
	}

	@Test
	void startOfManyInstancesNeedsOneConnectionEach(TestDatabase database) throws Exception {
		this.folder.pair("007_index", "create index concurrently a_id on a (id);", "drop index concurrently a_id;");
		Together.run(INSTANCES, (number) -> () -> {
			try (OneConnection pool = new OneConnection(database.dataSource())) {
				return instance(number).migrations(pool).upgradeOnStart(Target.HEAD);
			}
		});
		assertApplied(database, 7);
	}

	@Test
	void startOfManyInstancesCreatesTheSchemaOnce(TestDatabase database) throws Exception {
		Together.run(INSTANCES,
				(number) -> () -> instance(number).schema("own").migrations(database).upgradeOnStart(Target.HEAD));
		assertThat(database.value("select count(*) from own.migrate_journal")).isEqualTo("6");
		assertThat(database.value("select count(*) from own.a")).isEqualTo("5");
	}

	@Test
	void startOfManyInstancesWaitsForTheOneThatWasFirst(TestDatabase database) throws Exception {
		TestSettings.migrations(database, this.folder).upgrade(Target.parse("002"));
		Together.run(INSTANCES, (number) -> () -> instance(number).migrations(database).upgradeOnStart(Target.HEAD));
		assertApplied(database, 6);
	}

	/**
	 * The last thing such a build waits for is every older snapshot. One instance that
	 * waited inside a statement would make it wait for ever.
	 */
	@Test
	void indexThatIsBuiltConcurrentlyDoesNotWaitForInstancesThatWait(TestDatabase database) throws Exception {
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		this.folder.pair("007_index", "create index concurrently a_id on a (id);", "drop index concurrently a_id;");
		try (Connection reader = database.dataSource().getConnection(); Statement query = reader.createStatement()) {
			reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
			reader.setAutoCommit(false);
			query.execute("select count(*) from a");
			Future<List<MigrationReport>> instances = Together.start(() -> Together.run(INSTANCES + 1,
					(number) -> () -> instance(number).migrations(database).upgradeOnStart(Target.HEAD)));
			Set<String> waiting = new HashSet<>();
			while (waiting.size() < INSTANCES) {
				waiting.addAll(database.list("select pid from pg_stat_activity where datname = current_database()"
						+ " and query like '%instance is not null%' and pid <> pg_backend_pid()"));
				assertThat(instances).isNotDone();
			}
			int pid = reader.unwrap(PGConnection.class).getBackendPID();
			database.waitUntil("exists (select from pg_stat_activity where datname = current_database()"
					+ " and query like '/* migrate %index concurrently%' and wait_event = 'virtualxid'"
					+ " and pg_blocking_pids(pid) = array[" + pid + "])");
			reader.rollback();
			assertThat(instances.get().stream().mapToInt((report) -> report.steps().size()).sum()).isEqualTo(1);
		}
		assertApplied(database, 7);
		assertThat(database.value("select indisvalid from pg_index where indexrelid = 'a_id'::regclass"))
			.isEqualTo("t");
	}

	@Test
	void downgradeByManyInstancesRevertsEveryRevisionOnce(TestDatabase database) throws Exception {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		migrations.upgrade(Target.parse("001"));
		List<String> atFirst = CatalogSnapshot.of(database);
		migrations.upgrade(Target.HEAD);
		Together.run(8, (number) -> () -> instance(number).migrations(database).downgrade(Target.parse("001")));
		assertThat(database.list("select version from migrate_history")).containsExactly("001");
		assertThat(database.list("select version from migrate_journal where action = 'downgrade' order by id"))
			.containsExactly("006", "005", "004", "003", "002");
		assertThat(CatalogSnapshot.of(database)).isEqualTo(atFirst);
	}

	@Test
	void startOfManyProcessesAppliesEveryRevisionOnce(TestDatabase database) throws Exception {
		List<Process> processes = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			processes.add(process(database.url(), "process-" + i));
		}
		for (Process process : processes) {
			String output = new String(process.getInputStream().readAllBytes());
			assertThat(process.waitFor()).as(output).isZero();
		}
		assertApplied(database, 6);
	}

	private Process process(String url, String instance) throws IOException {
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		return new ProcessBuilder(java.toString(), "-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("java.class.path"), UpgradingProcess.class.getName(), url, this.folder.location(),
				instance)
			.redirectErrorStream(true)
			.directory(new File(System.getProperty("java.io.tmpdir")))
			.start();
	}

	private TestSettings instance(int number) {
		return TestSettings.of(this.folder).instance("instance-" + number);
	}

	private static void assertApplied(TestDatabase database, int revisions) {
		List<String> versions = new ArrayList<>();
		for (int i = 1; i <= revisions; i++) {
			versions.add("00" + i);
		}
		assertThat(database.list("select version from migrate_history where state = 'applied' order by id"))
			.isEqualTo(versions);
		assertThat(database.list("select version from migrate_journal where outcome = 'applied' order by id"))
			.isEqualTo(versions);
		assertThat(database.value("select count(*) from migrate_journal")).isEqualTo(String.valueOf(revisions));
		assertThat(database.list("select id from a where revision between 2 and 6 order by id")).containsExactly("2",
				"3", "4", "5", "6");
		assertThat(database.list("select instance from migrate_claim where instance is not null")).isEmpty();
	}

}
