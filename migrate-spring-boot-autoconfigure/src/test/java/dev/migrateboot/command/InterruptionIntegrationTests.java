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

/**
 * Tests what somebody leaves behind who presses Ctrl-C.
 */
@ExtendWith(PostgresExtension.class)
@DisabledOnOs(OS.WINDOWS)
class InterruptionIntegrationTests {

	private static final String RUNS = "exists (select from pg_stat_activity where datname = current_database() and "
			+ "wait_event = 'PgSleep')";

	@TempDir
	private Path directory;

	@Test
	void interruptedRunIsCancelledAndLeavesNoClaim(TestDatabase database) throws Exception {
		ScriptFolder scripts = new ScriptFolder(this.directory.resolve("scripts"))
			.pair("001_first", "create table first (id int);", "drop table first;")
			.pair("002_slow", "create table slow (id int); select pg_sleep(601);", "drop table slow;");
		Path out = Files.createTempFile(this.directory, "out", ".log");
		Path err = Files.createTempFile(this.directory, "err", ".log");
		Process process = CommandProcess.start(out, err, (entry) -> true, "migrate", "upgrade",
				"--spring.datasource.url=" + database.url(), "--spring.datasource.username=postgres",
				"--migrate.locations=" + scripts.location());
		try {
			database.waitUntil(RUNS);
			interrupt(process);
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		assertThat(process.exitValue()).as(Files.readString(err)).isEqualTo(130);
		assertThat(Files.readString(out)).isEmpty();
		assertThat(Files.readString(err)).contains("canceling statement due to user request",
				"Revision 002 was rolled back as a whole. Done before it in this run: 001.");
		assertThat(database.value("select " + RUNS)).isEqualTo("f");
		assertThat(database.list("select version from migrate_history")).containsExactly("001");
		assertThat(database.value("select instance is null and expires is null from migrate_claim")).isEqualTo("t");
	}

	@Test
	void interruptedWaitEnds(TestDatabase database) throws Exception {
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
			interrupt(process);
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		assertThat(process.exitValue()).as(Files.readString(err)).isEqualTo(130);
	}

	private static void interrupt(Process process) throws Exception {
		assertThat(new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor()).isZero();
	}

}
