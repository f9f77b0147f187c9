package dev.migrateboot.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests what somebody leaves behind who presses Ctrl-C.
 */
@ExtendWith(PostgresExtension.class)
@DisabledOnOs(OS.WINDOWS)
class InterruptionIntegrationTests {

	private static final String RUNS = "exists (select from pg_stat_activity where datname = current_database() and "
			+ "wait_event = 'PgSleep')";

	private static final String LOOKED = "exists (select from pg_stat_activity where datname = current_database() and "
			+ "pid <> pg_backend_pid() and query like '%pg_blocking_pids%')";

	@TempDir
	private Path directory;

	@Test
	void interruptedRunIsCancelledAndLeavesNoClaim(TestDatabase database) throws Exception {
		assumeInterruptible();
		assertCancelled(database, "-INT", 130);
	}

	@Test
	void terminatedRunIsCancelledAndLeavesNoClaim(TestDatabase database) throws Exception {
		assertCancelled(database, "-TERM", 143);
	}

	private void assertCancelled(TestDatabase database, String signal, int code) throws Exception {
		ScriptFolder scripts = new ScriptFolder(this.directory.resolve("scripts"))
			.pair("001_first", "create table first (id int);", "drop table first;")
			.pair("002_slow", "create table slow (id int); select pg_sleep(601);", "drop table slow;");
		Path out = Files.createTempFile(this.directory, "out", ".log");
		Path err = Files.createTempFile(this.directory, "err", ".log");
		Process process = CommandProcess.start(out, err, (entry) -> true, "migrate", "upgrade",
				"--spring.datasource.url=" + database.url(), "--spring.datasource.username=postgres",
				"--migrate.locations=" + scripts.location(), "--migrate.lock-timeout=100ms");
		try {
			database.waitUntil(RUNS);
			// From then on the connection of the run is not the last one that was opened.
			database.waitUntil(LOOKED);
			kill(process, signal);
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		assertThat(process.exitValue()).as(Files.readString(err)).isEqualTo(code);
		assertThat(Files.readString(out)).isEmpty();
		assertThat(Files.readString(err)).contains("canceling statement due to user request",
				"Revision 002 was rolled back as a whole. Done before it in this run: 001.");
		assertThat(database.value("select " + RUNS)).isEqualTo("f");
		assertThat(database.list("select version from migrate_history")).containsExactly("001");
		assertThat(database.value("select instance is null and expires is null from migrate_claim")).isEqualTo("t");
	}

	@Test
	void interruptedWaitEnds(TestDatabase database) throws Exception {
		assumeInterruptible();
		ScriptFolder scripts = new ScriptFolder(this.directory.resolve("scripts")).pair("001_first",
				"create table first (id int);", "drop table first;");
		Path out = Files.createTempFile(this.directory, "out", ".log");
		Path err = Files.createTempFile(this.directory, "err", ".log");
		Process process = CommandProcess.start(out, err, (entry) -> true, "migrate", "wait",
				"--spring.datasource.url=" + database.url(), "--spring.datasource.username=postgres",
				"--migrate.locations=" + scripts.location());
		try {
			database.waitUntil("exists (select from pg_stat_activity where datname = current_database() and "
					+ "pid <> pg_backend_pid() and query like '%migrate_history%')");
			kill(process, "-INT");
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		assertThat(process.exitValue()).as(Files.readString(err)).isEqualTo(130);
	}

	/**
	 * A shell has what it starts in the background ignore the signal, and so does every
	 * process below.
	 */
	private static void assumeInterruptible() throws Exception {
		Path status = Path.of("/proc/self/status");
		if (Files.exists(status)) {
			long ignored = Files.readAllLines(status)
				.stream()
				.filter((line) -> line.startsWith("SigIgn:"))
				.mapToLong((line) -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
				.sum();
			assumeTrue((ignored & 2) == 0, "SIGINT is ignored here");
		}
	}

	private static void kill(Process process, String signal) throws Exception {
		assertThat(new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start().waitFor()).isZero();
	}

}
