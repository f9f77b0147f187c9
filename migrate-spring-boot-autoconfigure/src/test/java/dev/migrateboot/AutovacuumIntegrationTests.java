package dev.migrateboot;

import java.nio.file.Path;
import java.time.Duration;

import dev.migrateboot.support.OwnServer;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A worker of autovacuum that is in the way: a usual one makes room when it has been
 * waited for as long as {@code deadlock_timeout}, one against wraparound does not.
 */
class AutovacuumIntegrationTests {

	private static final String BUSY = """
			create table busy with (fillfactor = 10, autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1,
			  autovacuum_analyze_threshold = 1000000, %s)
			as select id from generate_series(1, 9000) id;
			""";

	private final ScriptFolder folder;

	private OwnServer server;

	private TestDatabase database;

	AutovacuumIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void start() throws Exception {
		this.server = OwnServer.create("autovacuum_naptime = '1s'");
		this.server.start();
		this.database = this.server.database();
	}

	@AfterEach
	void stop() throws Exception {
		this.server.close();
	}

	@Test
	void workerMakesRoomWithinTheUsualLockTimeout() {
		fill("autovacuum_vacuum_insert_threshold = 1000");
		awaitWorker("autovacuum: VACUUM public.busy");
		assertThat(TestSettings.migrations(this.database, this.folder).upgrade(Target.HEAD).steps()).hasSize(1);
	}

	@Test
	void workerAgainstWraparoundIsNamed() {
		fill("autovacuum_enabled = false, autovacuum_freeze_max_age = 100000");
		this.database.execute("""
				do $$ begin
				  set synchronous_commit = off;
				  for i in 1..100100 loop
				    perform txid_current();
				    commit;
				  end loop;
				end $$""");
		awaitWorker("autovacuum: VACUUM public.busy (to prevent wraparound)");
		Migrations migrations = TestSettings.of(this.folder)
			.lockTimeout(Duration.ofSeconds(3))
			.lockRetryFor(Duration.ZERO)
			.migrations(this.database);
		assertThat(Failures.of(() -> migrations.upgrade(Target.HEAD)).getMessage()).contains("SQLSTATE: 55P03")
			.containsPattern("In the way:\n- pid \\d+, active, in a transaction for \\d+ s, lock on busy: "
					+ "autovacuum: VACUUM public\\.busy \\(to prevent wraparound\\)\n");
	}

	private void fill(String parameters) {
		this.folder.file("001_busy_upgrade.sql", BUSY.formatted(parameters));
		TestSettings.migrations(this.database, this.folder).upgrade(Target.HEAD);
		this.folder.file("002_lock_upgrade.sql", "alter table busy add name text;");
	}

	private void awaitWorker(String query) {
		this.database.waitUntil("exists (select from pg_stat_activity where backend_type = 'autovacuum worker'"
				+ " and query = '%s')".formatted(query));
	}

}
