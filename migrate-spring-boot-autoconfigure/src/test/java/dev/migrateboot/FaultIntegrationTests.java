package dev.migrateboot;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

import dev.migrateboot.support.CuttingProxy;
import dev.migrateboot.support.PgBouncer;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections that are cut and processes that are killed or paused while they migrate.
 * Whatever happens, in the end every revision is applied once, and the schema is that of
 * a run that nobody disturbed.
 */
@ExtendWith(PostgresExtension.class)
class FaultIntegrationTests {

	private static final FaultCounts COUNTS = new FaultCounts();

	private final ScriptFolder folder;

	private TestDatabase database;

	private FaultScenario scenario;

	FaultIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void prepare(TestDatabase database) {
		this.database = database;
		this.scenario = new FaultScenario(this.folder, database);
	}

	@AfterAll
	static void printCounts() {
		COUNTS.print();
	}

	/**
	 * The run itself goes on after every cut, also one that swallows the answer to a
	 * commit. One that hinders it from giving its claim back leaves that to its expiry.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void runWhoseConnectionIsCutAtAnyTurnGoesOnByItself(boolean delivering) {
		int turn = 0;
		for (boolean cut = true; cut;) {
			this.scenario.empty();
			turn++;
			try (CuttingProxy proxy = new CuttingProxy(this.database.port(), turn, delivering)) {
				cut = upgrade(proxy);
			}
			assertUndisturbed("cut at turn %d, delivering %s".formatted(turn, delivering));
		}
		assertThat(turn).isGreaterThan(20);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void runWhoseConnectionIsCutBehindAPoolerGoesOnByItself(boolean delivering) throws Exception {
		int step = COUNTS.areMany() ? 1 : 4;
		try (PgBouncer pooler = PgBouncer.start(this.database, 2)) {
			int turn = delivering ? 0 : step / -2;
			for (boolean cut = true; cut;) {
				this.scenario.empty();
				turn += step;
				try (CuttingProxy proxy = new CuttingProxy(pooler.port(), turn, delivering)) {
					cut = upgrade(proxy);
				}
				assertUndisturbed("cut behind a pooler at turn %d, delivering %s".formatted(turn, delivering));
			}
			assertThat(turn).isGreaterThan(20);
		}
	}

	@Test
	void processThatIsKilledAtAnyMomentIsSucceeded() throws Exception {
		Random random = COUNTS.random("kills");
		for (int round = 0; round < COUNTS.rounds(FaultCounts.USUAL_KILLS); round++) {
			this.scenario.empty();
			List<Process> processes = List.of(this.scenario.process("first"), this.scenario.process("second"));
			Process victim = processes.get(random.nextInt(2));
			this.scenario.awaitTables();
			pause(random.nextInt(60));
			victim.destroyForcibly().waitFor();
			COUNTS.add("kills");
			this.database.waitUntil("not exists (select from pg_stat_activity where state = 'active'"
					+ " and query like '/* migrate%' and pid <> pg_backend_pid())");
			this.scenario.expire();
			for (Process process : processes) {
				process.waitFor();
			}
			this.scenario.upgrade();
			assertUndisturbed("kill, round " + round);
		}
	}

	@Test
	void processThatIsPausedPastItsClaimDoesNoHarm() throws Exception {
		Random random = COUNTS.random("pauses");
		for (int round = 0; round < COUNTS.rounds(2); round++) {
			this.scenario.empty();
			Process paused = this.scenario.process("paused");
			this.scenario.awaitTables();
			pause(random.nextInt(40));
			signal(paused, "STOP");
			COUNTS.add("pauses");
			this.scenario.expire();
			this.database.list("select pg_terminate_backend(a.pid) from pg_locks l join pg_stat_activity a using (pid)"
					+ " where l.relation = 'migrate_claim'::regclass and l.mode = 'RowShareLock'"
					+ " and a.state like 'idle in transaction%'");
			this.scenario.upgrade();
			signal(paused, "CONT");
			assertThat(paused.waitFor(2, TimeUnit.MINUTES)).isTrue();
			assertUndisturbed("pause, round " + round);
		}
	}

	@Test
	void backendThatIsEndedAtAnyMomentIsReplaced() throws Exception {
		Random random = COUNTS.random("terminations");
		for (int round = 0; round < COUNTS.rounds(3); round++) {
			this.scenario.empty();
			Process process = this.scenario.process("ended");
			this.scenario.awaitTables();
			pause(random.nextInt(60));
			this.database.list("select pg_terminate_backend(pid) from pg_stat_activity"
					+ " where datname = current_database() and pid <> pg_backend_pid()");
			COUNTS.add("terminations");
			this.scenario.expire();
			process.waitFor();
			this.scenario.upgrade();
			assertUndisturbed("termination, round " + round);
		}
	}

	private boolean upgrade(CuttingProxy proxy) {
		try {
			TestSettings.of(this.folder)
				.migrations(expiring(proxy.dataSource(this.database.name())))
				.upgradeOnStart(Target.HEAD);
		}
		catch (DatabaseException ex) {
			assertThat(ex.isUnreachable()).as("%s", ex).isTrue();
			this.scenario.upgrade();
		}
		this.scenario.expire();
		if (proxy.hasCut()) {
			COUNTS.add("cuts");
		}
		return proxy.hasCut();
	}

	private DataSource expiring(DataSource dataSource) {
		return new DelegatingDataSource(dataSource) {

			@Override
			public Connection getConnection() throws SQLException {
				FaultIntegrationTests.this.scenario.expire();
				return super.getConnection();
			}

		};
	}

	private void assertUndisturbed(String description) {
		this.scenario.assertUndisturbed(description);
		COUNTS.add("rounds");
	}

	private static void pause(int millis) {
		LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
	}

	private static void signal(Process process, String signal) throws Exception {
		assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor()).isZero();
	}

}
