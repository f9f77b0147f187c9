package dev.migrateboot;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

import dev.migrateboot.support.CatalogSnapshot;
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
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections that are cut and processes that are killed or paused while they migrate.
 * Whatever happens, in the end every revision is applied once, and the schema is that of
 * a run that nobody disturbed. {@code -Dmigrate.test.faults.rounds=…} makes it longer,
 * {@code -Dmigrate.test.faults.seed=…} repeats what was seen.
 */
@ExtendWith(PostgresExtension.class)
class FaultIntegrationTests {

	private static final Logger logger = LoggerFactory.getLogger(FaultIntegrationTests.class);

	private static final String EXPIRE = "update migrate_claim set expires = clock_timestamp() where expires is not null";

	private static final Counts COUNTS = new Counts();

	private final ScriptFolder folder;

	private TestDatabase database;

	private List<String> undisturbed;

	FaultIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void prepare(TestDatabase database) {
		this.database = database;
		this.folder.pair("001_a", "create table a (id int, revision int);", "drop table a;")
			.pair("002_mixed", """
					insert into a values (1, 2);
					create index concurrently a_id on a (id);
					insert into a values (2, 2);
					""", "drop index a_id; delete from a where revision = 2;")
			.pair("003_more", "create table b as select 3 as revision;\ninsert into a values (3, 3);",
					"drop table b; delete from a where revision = 3;");
		empty();
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		this.undisturbed = CatalogSnapshot.of(database);
	}

	@AfterAll
	static void printCounts() {
		logger.info("Faults survived: {}", COUNTS);
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
			empty();
			turn++;
			try (CuttingProxy proxy = new CuttingProxy(this.database.port(), turn, delivering)) {
				cut = upgrade(proxy);
			}
			assertUndisturbed("cut at turn %d, delivering %s".formatted(turn, delivering));
		}
		assertThat(turn).isGreaterThan(20);
	}

	@Test
	void runWhoseConnectionIsCutBehindAPoolerGoesOnByItself() throws Exception {
		try (PgBouncer pooler = PgBouncer.start(this.database, 2)) {
			int turn = 0;
			for (boolean cut = true; cut;) {
				empty();
				turn += 2;
				try (CuttingProxy proxy = new CuttingProxy(pooler.port(), turn, turn % 4 == 0)) {
					cut = upgrade(proxy);
				}
				assertUndisturbed("cut behind a pooler at turn " + turn);
			}
			assertThat(turn).isGreaterThan(20);
		}
	}

	@Test
	void processThatIsKilledAtAnyMomentIsSucceeded() throws Exception {
		Random random = COUNTS.random("kills");
		for (int round = 0; round < COUNTS.rounds(4); round++) {
			empty();
			List<Process> processes = List.of(process("first"), process("second"));
			Process victim = processes.get(random.nextInt(2));
			awaitTables();
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(60)));
			victim.destroyForcibly().waitFor();
			COUNTS.kills++;
			this.database.waitUntil("not exists (select from pg_stat_activity where state = 'active'"
					+ " and query like '/* migrate%' and pid <> pg_backend_pid())");
			this.database.execute(EXPIRE);
			for (Process process : processes) {
				process.waitFor();
			}
			TestSettings.migrations(this.database, this.folder).upgradeOnStart(Target.HEAD);
			assertUndisturbed("kill, round " + round);
		}
	}

	@Test
	void processThatIsPausedPastItsClaimDoesNoHarm() throws Exception {
		Random random = COUNTS.random("pauses");
		for (int round = 0; round < COUNTS.rounds(2); round++) {
			empty();
			Process paused = process("paused");
			awaitTables();
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(40)));
			signal(paused, "STOP");
			COUNTS.pauses++;
			this.database.execute(EXPIRE);
			this.database.list("select pg_terminate_backend(a.pid) from pg_locks l join pg_stat_activity a using (pid)"
					+ " where l.relation = 'migrate_claim'::regclass and l.mode = 'RowShareLock'"
					+ " and a.state like 'idle in transaction%'");
			TestSettings.migrations(this.database, this.folder).upgradeOnStart(Target.HEAD);
			signal(paused, "CONT");
			assertThat(paused.waitFor(2, TimeUnit.MINUTES)).isTrue();
			assertUndisturbed("pause, round " + round);
		}
	}

	@Test
	void backendThatIsEndedAtAnyMomentIsReplaced() throws Exception {
		Random random = COUNTS.random("terminations");
		for (int round = 0; round < COUNTS.rounds(6); round++) {
			empty();
			Process process = process("ended");
			awaitTables();
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(60)));
			this.database.list("select pg_terminate_backend(pid) from pg_stat_activity"
					+ " where datname = current_database() and pid <> pg_backend_pid()");
			COUNTS.terminations++;
			this.database.execute(EXPIRE);
			process.waitFor();
			TestSettings.migrations(this.database, this.folder).upgradeOnStart(Target.HEAD);
			assertUndisturbed("termination, round " + round);
		}
	}

	private void empty() {
		this.database.execute("drop schema public cascade", "create schema public");
	}

	private boolean upgrade(CuttingProxy proxy) {
		PGSimpleDataSource cut = new PGSimpleDataSource();
		cut.setServerNames(new String[] { "127.0.0.1" });
		cut.setPortNumbers(new int[] { proxy.port() });
		cut.setDatabaseName(this.database.name());
		cut.setUser("postgres");
		try {
			TestSettings.of(this.folder).migrations(expiring(cut)).upgradeOnStart(Target.HEAD);
		}
		catch (DatabaseException ex) {
			assertThat(ex.isUnreachable()).as("%s", ex).isTrue();
			TestSettings.migrations(this.database, this.folder).upgradeOnStart(Target.HEAD);
		}
		this.database.execute(EXPIRE);
		COUNTS.cuts += proxy.hasCut() ? 1 : 0;
		return proxy.hasCut();
	}

	/**
	 * What nobody has renewed for a lease is expired; here no test wants to wait for
	 * that.
	 */
	private DataSource expiring(DataSource dataSource) {
		return new DelegatingDataSource(dataSource) {

			@Override
			public Connection getConnection() throws SQLException {
				FaultIntegrationTests.this.database
					.list("select 1 from pg_class where oid = to_regclass('migrate_claim')")
					.forEach((found) -> FaultIntegrationTests.this.database.execute(EXPIRE));
				return super.getConnection();
			}

		};
	}

	private void awaitTables() {
		this.database.waitUntil("to_regclass('migrate_claim') is not null");
	}

	private Process process(String instance) throws IOException {
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		return new ProcessBuilder(java.toString(), "-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("java.class.path"), UpgradingProcess.class.getName(), this.database.url(),
				this.folder.location(), instance)
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/faults.log")))
			.start();
	}

	private static void signal(Process process, String signal) throws Exception {
		assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor()).isZero();
	}

	private void assertUndisturbed(String description) {
		assertThat(CatalogSnapshot.of(this.database)).as(description).isEqualTo(this.undisturbed);
		assertThat(this.database.list("select version || state from migrate_history order by id")).as(description)
			.containsExactly("001applied", "002applied", "003applied");
		assertThat(this.database.list("select version from migrate_journal where outcome = 'applied' order by id"))
			.as(description)
			.containsExactly("001", "002", "003");
		assertThat(this.database.list("select id || ' ' || revision from a order by id")).as(description)
			.containsExactly("1 2", "2 2", "3 3");
		assertThat(this.database.value("select count(*) from b")).as(description).isEqualTo("1");
		assertThat(this.database.value("select count(*) from migrate_claim where expires > clock_timestamp()"))
			.as(description)
			.isEqualTo("0");
		this.database.waitUntil("not exists (select from pg_stat_activity a where a.datname = current_database()"
				+ " and a.pid <> pg_backend_pid() and a.query like '/* migrate%' and a.state <> 'idle')");
		COUNTS.rounds++;
	}

	/**
	 * What the closing line tells.
	 */
	private static final class Counts {

		private final long seed = Long.getLong("migrate.test.faults.seed", 20261121L);

		private int rounds;

		private int cuts;

		private int kills;

		private int pauses;

		private int terminations;

		int rounds(int usual) {
			return Integer.getInteger("migrate.test.faults.rounds", usual);
		}

		Random random(String faults) {
			logger.info("Seed of the {}: {}", faults, this.seed);
			return new Random(this.seed);
		}

		@Override
		public String toString() {
			return "%d rounds with %d cuts, %d kills, %d pauses, %d terminations; seed %d".formatted(this.rounds,
					this.cuts, this.kills, this.pauses, this.terminations, this.seed);
		}

	}

}
