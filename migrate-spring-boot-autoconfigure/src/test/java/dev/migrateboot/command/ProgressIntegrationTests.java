package dev.migrateboot.command;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what is shown of a statement that lasts: on a terminal a line that is drawn again
 * and again and is gone at the end, elsewhere nothing.
 */
@ExtendWith(PostgresExtension.class)
@EnabledIf(value = "isUsable", disabledReason = "There is no script(1) to open a terminal with")
class ProgressIntegrationTests {

	private static final String UPGRADING = "INFO  Migrations - Upgrading from base to 001: 1 step";

	private static final String APPLIED = "INFO  Migrations - Applied 001 index orders \\(\\d+ ms\\)";

	private static final Map<String, String> XTERM = Map.of("TERM", "xterm");

	private static final String RED_OR_GREEN_OR_YELLOW = "\u001B[3";

	private final ScriptFolder scripts;

	@TempDir
	private Path directory;

	ProgressIntegrationTests(@TempDir Path scripts) {
		this.scripts = new ScriptFolder(scripts).file("001_index_orders_upgrade.sql", """
				create table notes (id int);
				create index concurrently orders_id on orders (id);
				""");
	}

	static boolean isUsable() {
		return Files.isExecutable(Path.of("/usr/bin/script"));
	}

	@BeforeEach
	void createTable(TestDatabase database) {
		database.execute("create table orders (id int)");
	}

	@Test
	void lineIsDrawnOnATerminalAndNothingOfItIsLeft(TestDatabase database) throws Exception {
		try (Connection writer = write(database)) {
			Process process = CommandProcess.startOnTerminal(XTERM, 132, arguments(database, 10));
			try {
				Screen screen = new Screen(process);
				screen.waitFor("^Applying 001 index orders  0:\\d\\d  statement 2/2  \\[ {10}]   0%  "
						+ "waiting for writers before build \\(pid %s\\)$".formatted(pid(writer)));
				writer.commit();
				assertThat(screen.lines()).satisfiesExactly(
						(line) -> assertThat(line).isEqualTo("printed by the application"),
						(line) -> assertThat(line).isEqualTo(UPGRADING), (line) -> assertThat(line).matches(APPLIED),
						(line) -> assertThat(line).isEqualTo("The database is at 001."));
				assertThat(process.exitValue()).isZero();
			}
			finally {
				process.destroyForcibly();
			}
		}
	}

	@Test
	void failureTakesThePlaceOfTheLineWhichIsNeverTooLong(TestDatabase database) throws Exception {
		try (Connection writer = write(database)) {
			Process process = CommandProcess.startOnTerminal(XTERM, 40, arguments(database, 10));
			try {
				Screen screen = new Screen(process);
				screen.waitFor("^Applying 001 index orders  0:\\d\\d  statem$");
				database.value("select pg_cancel_backend(pid) from pg_stat_progress_create_index");
				assertThat(screen.lines()).startsWith("printed by the application", UPGRADING)
					.anyMatch((line) -> line.endsWith("canceling statement due to user request"))
					.noneMatch((line) -> line.contains("Applying"));
				assertThat(screen.drawn()).isNotEmpty().allMatch((line) -> line.length() < 40);
				assertThat(process.exitValue()).isEqualTo(1);
				writer.commit();
			}
			finally {
				process.destroyForcibly();
			}
		}
	}

	@Test
	void lineOfAPoolOfOneTellsTheTimeOnly(TestDatabase database) throws Exception {
		try (Connection writer = write(database)) {
			Process process = CommandProcess.startOnTerminal(XTERM, 120, arguments(database, 1));
			try {
				Screen screen = new Screen(process);
				screen.waitFor("^Applying 001 index orders  0:\\d[3-9]$");
				writer.commit();
				assertThat(screen.lines()).last().isEqualTo("The database is at 001.");
				assertThat(screen.drawn()).isNotEmpty().noneMatch((line) -> line.contains("statement"));
				assertThat(process.exitValue()).isZero();
			}
			finally {
				process.destroyForcibly();
			}
		}
	}

	@Test
	void nothingIsDrawnWhereItCannotBeDrawnAgain(TestDatabase database) throws Exception {
		try (Connection writer = write(database)) {
			Process process = CommandProcess.startOnTerminal(Map.of("TERM", "dumb"), 120, arguments(database, 10));
			try {
				waitUntilItLasts(database);
				writer.commit();
				Screen screen = new Screen(process);
				assertThat(screen.lines()).hasSize(5).last().isEqualTo("The database is at 001.");
				assertThat(screen.drawn()).isEmpty();
			}
			finally {
				process.destroyForcibly();
			}
		}
	}

	@Test
	void stateHasAColourUnlessNobodyWantsColours(TestDatabase database) throws Exception {
		assertThat(status(database, XTERM)).contains(RED_OR_GREEN_OR_YELLOW, "pending");
		assertThat(status(database, Map.of("TERM", "xterm", "NO_COLOR", "1"))).contains("pending")
			.doesNotContain(RED_OR_GREEN_OR_YELLOW);
		assertThat(status(database, Map.of("TERM", "dumb"))).contains("pending").doesNotContain(RED_OR_GREEN_OR_YELLOW);
	}

	@Test
	void pipedLinesArePlain(TestDatabase database) throws Exception {
		Path out = Files.createTempFile(this.directory, "out", ".log");
		Path err = Files.createTempFile(this.directory, "err", ".log");
		try (Connection writer = write(database)) {
			Process process = CommandProcess.start(out, err, (entry) -> true, arguments(database, 10));
			try {
				waitUntilItLasts(database);
				writer.commit();
				assertThat(process.waitFor()).isZero();
			}
			finally {
				process.destroyForcibly();
			}
		}
		assertThat(Files.readString(out)).isEqualTo("applied 001\nThe database is at 001.\n");
		assertThat(Files.readString(err)).matches("printed by the application\n" + UPGRADING + "\n" + APPLIED + "\n");
	}

	private String status(TestDatabase database, Map<String, String> environment) throws Exception {
		Process process = CommandProcess.startOnTerminal(environment, 80, "migrate", "status",
				"--spring.datasource.url=" + database.url(), "--spring.datasource.username=postgres",
				"--migrate.locations=" + this.scripts.location());
		String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).isZero();
		return shown;
	}

	/**
	 * Begin a transaction that the index waits for.
	 */
	private static Connection write(TestDatabase database) throws SQLException {
		Connection writer = database.dataSource().getConnection();
		writer.setAutoCommit(false);
		writer.createStatement().execute("insert into orders values (1)");
		return writer;
	}

	private static int pid(Connection connection) throws SQLException {
		return connection.unwrap(PGConnection.class).getBackendPID();
	}

	private static void waitUntilItLasts(TestDatabase database) {
		database.waitUntil("exists (select from pg_stat_progress_create_index join pg_stat_activity using (pid) "
				+ "where query_start < clock_timestamp() - interval '3 s')");
	}

	private String[] arguments(TestDatabase database, int connections) {
		return new String[] { "migrate", "upgrade", "--spring.datasource.url=" + database.url(),
				"--spring.datasource.username=postgres", "--migrate.locations=" + this.scripts.location(),
				"--migrate.on-unversioned-schema=upgrade",
				"--spring.datasource.hikari.maximum-pool-size=" + connections };
	}

}
