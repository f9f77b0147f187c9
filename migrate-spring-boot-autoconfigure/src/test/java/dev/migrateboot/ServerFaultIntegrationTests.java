package dev.migrateboot;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import com.zaxxer.hikari.HikariDataSource;
import dev.migrateboot.support.CuttingProxy;
import dev.migrateboot.support.OwnServer;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.Together;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Servers that crash while an instance migrates, are succeeded by another one, or are not
 * there yet when it starts. The instance goes on by itself.
 */
class ServerFaultIntegrationTests {

	private static final FaultCounts COUNTS = new FaultCounts();

	private final ScriptFolder folder;

	ServerFaultIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@AfterAll
	static void printCounts() {
		COUNTS.print();
	}

	@Test
	void serverThatCrashesAtAnyMomentIsWaitedFor() throws Exception {
		Random random = COUNTS.random("restarts");
		try (OwnServer server = OwnServer.create()) {
			server.start();
			FaultScenario scenario = new FaultScenario(this.folder, server.database());
			for (int round = 0; round < COUNTS.rounds(3); round++) {
				scenario.empty();
				Process survivor = scenario.process("survivor");
				scenario.awaitTables();
				Process bystander = scenario.process("bystander");
				pause(random.nextInt(60));
				server.crash();
				COUNTS.add("restarts");
				pause(random.nextInt(300));
				server.start();
				scenario.expire();
				assertThat(survivor.waitFor(2, TimeUnit.MINUTES) && bystander.waitFor(2, TimeUnit.MINUTES)).isTrue();
				assertThat(survivor.exitValue()).as("restart, round %d", round).isZero();
				scenario.upgrade();
				scenario.assertUndisturbed("restart, round " + round);
			}
		}
	}

	/**
	 * The standby confirms what is committed before the client hears of it, so nothing
	 * that was committed is lost with the server.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void standbyThatTakesOverAtAnyMomentIsWhereTheRunGoesOn(boolean reachableBefore) throws Exception {
		Random random = COUNTS.random("fail-overs");
		for (int round = 0; round < COUNTS.rounds(1); round++) {
			try (OwnServer primary = OwnServer.create(); OwnServer standby = primary.standby()) {
				primary.start();
				standby.start();
				FaultScenario scenario = new FaultScenario(this.folder, primary.database());
				scenario.database().execute("alter system set synchronous_standby_names = '*'");
				scenario.database().value("select pg_reload_conf()");
				scenario.database().waitUntil("exists (select from pg_stat_replication where sync_state = 'sync')");
				scenario.empty();
				failOver(primary, standby, scenario, random.nextInt(60), reachableBefore);
				scenario.in(standby.database()).assertUndisturbed("fail-over, round " + round);
			}
		}
	}

	@Test
	void serverThatIsStillStartingIsWaitedFor() throws Exception {
		try (OwnServer server = starting(); HikariDataSource pool = pool(server)) {
			this.folder.pair("001_a", "create table a (id int);", "drop table a;");
			CountDownLatch refused = new CountDownLatch(2);
			Migrations migrations = TestSettings.of(this.folder).migrations(new DelegatingDataSource(pool) {

				@Override
				public Connection getConnection() throws SQLException {
					try {
						return super.getConnection();
					}
					catch (SQLException ex) {
						refused.countDown();
						throw ex;
					}
				}

			});
			Future<MigrationReport> start = Together.start(() -> migrations.upgradeOnStart(Target.HEAD));
			assertThat(refused.await(1, TimeUnit.MINUTES)).isTrue();
			assertThat(start).isNotDone();
			server.promote();
			assertThat(start.get().steps()).hasSize(1);
		}
	}

	@Test
	void serverThatDoesNotEndStartingIsGivenUp() throws Exception {
		try (OwnServer server = starting(); HikariDataSource pool = pool(server)) {
			assertThat(Failures.text(this.folder, () -> Session.open(pool, Duration.ofMillis(100)).close())).isEqualTo(
					"""
							Waited 0.1s for the database, which still is not ready: the database system is not accepting connections (SQLSTATE 57P03). Nothing has been run.

							Action:
							Look into the server's log for what its start waits for, such as a recovery that takes long or a standby that serves nobody, and start again once it lets clients in.
							""");
		}
	}

	/**
	 * Return a standby that serves nobody: it answers as a server does that starts, for
	 * as long as the test wants.
	 */
	private static OwnServer starting() throws Exception {
		OwnServer server = OwnServer.create("hot_standby = off");
		server.follow();
		server.begin();
		Instant deadline = Instant.now().plusSeconds(60);
		while (!answer(server).equals("the database system is not accepting connections")) {
			assertThat(Instant.now()).isBefore(deadline);
		}
		return server;
	}

	private static String answer(OwnServer server) {
		try {
			server.database().dataSource().getConnection().close();
			return "";
		}
		catch (SQLException ex) {
			return DatabaseException.message(ex);
		}
	}

	private static HikariDataSource pool(OwnServer server) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl(server.database().url());
		pool.setUsername("postgres");
		pool.setConnectionTimeout(500);
		return pool;
	}

	private void failOver(OwnServer primary, OwnServer standby, FaultScenario scenario, int moment,
			boolean reachableBefore) throws Exception {
		try (CuttingProxy address = new CuttingProxy(primary.port())) {
			Process process = scenario.process("survivor",
					"jdbc:postgresql://127.0.0.1:%d/%s".formatted(address.port(), scenario.database().name()));
			scenario.awaitTables();
			pause(moment);
			primary.crash();
			COUNTS.add("fail-overs");
			if (reachableBefore) {
				address.redirect(standby.port());
				pause(200);
			}
			standby.promote();
			address.redirect(standby.port());
			FaultScenario successor = scenario.in(standby.database());
			successor.expire();
			assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
			assertThat(process.exitValue()).isZero();
		}
	}

	private static void pause(int millis) {
		LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
	}

}
