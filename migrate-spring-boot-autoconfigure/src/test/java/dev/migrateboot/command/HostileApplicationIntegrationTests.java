package dev.migrateboot.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests commands of an application of which nothing may be touched, and failures before a
 * command gets to the database.
 */
@ExtendWith(PostgresExtension.class)
class HostileApplicationIntegrationTests {

	private static final String UNREACHABLE = "Check that the server runs and that the address, user and password of the data source are right.\n";

	@TempDir
	private Path directory;

	@Test
	void commandTouchesNothingOfTheApplication(TestDatabase database) throws Exception {
		ScriptFolder scripts = new ScriptFolder(this.directory.resolve("scripts")).pair("001_create_users",
				"create table users (id int);", "drop table users;");
		String url = "--spring.datasource.url=" + database.url();
		String user = "--spring.datasource.username=postgres";
		String location = "--migrate.locations=" + scripts.location();
		CommandProcess upgrade = CommandProcess.run(this.directory, "migrate", "upgrade", url, user, location);
		assertThat(upgrade.out()).isEqualTo("applied 001\nThe database is at 001.\n");
		assertThat(upgrade.err()).startsWith("printed by the application\n").doesNotContain(HostileApplication.TOUCHED);
		assertThat(upgrade.code()).isZero();
		CommandProcess current = CommandProcess.run(this.directory, url, user, location, "migrate", "current");
		assertThat(current).isEqualTo(new CommandProcess(0, "001 (head)\n", "printed by the application\n"));
	}

	@Test
	void startWithoutCommandTouchesTheApplication(TestDatabase database) throws Exception {
		CommandProcess start = CommandProcess.run(this.directory, "--spring.datasource.url=" + database.url(),
				"--spring.datasource.username=postgres");
		assertThat(start.code()).isEqualTo(1);
		assertThat(start.out()).contains(HostileApplication.TOUCHED);
	}

	@Test
	void unreachableDatabaseIsTwoLines() throws Exception {
		assertFailure(
				"No connection to the database: Connection to localhost:1 refused. Check that the hostname and "
						+ "port are correct and that the postmaster is accepting TCP/IP connections.\n" + UNREACHABLE,
				"--spring.datasource.url=jdbc:postgresql://localhost:1/absent");
	}

	@Test
	void wrongPasswordIsTwoLines(TestDatabase database) throws Exception {
		String role = database.role("guarded", "the right one");
		String twoLines = "No connection to the database: FATAL: password authentication failed for user \"%s\"\n"
			.formatted(role) + UNREACHABLE;
		assertFailure(twoLines, "--spring.datasource.url=" + database.url(), "--spring.datasource.username=" + role,
				"--spring.datasource.password=a wrong one");
		assertFailure(twoLines, "--spring.datasource.url=" + database.url(), "--migrate.user=" + role,
				"--migrate.password=a wrong one");
	}

	@Test
	void unknownRoleIsTwoLines(TestDatabase database) throws Exception {
		assertFailure("No connection to the database: FATAL: role \"nobody_of_here\" does not exist\n" + UNREACHABLE,
				"--spring.datasource.url=" + database.url(), "--spring.datasource.username=nobody_of_here");
	}

	@Test
	void incompleteConfigurationIsTwoLines() throws Exception {
		assertFailure("""
				The application has no data source: spring.datasource.url is not set.
				Set it or migrate.url, or name the profile whose configuration does: --spring.profiles.active=<profile>.
				""");
	}

	@Test
	void addressOfAnotherKindIsTwoLines() throws Exception {
		String twoLines = """
				There is no driver for the address in spring.datasource.url.
				An address of PostgreSQL begins with jdbc:postgresql://, as in jdbc:postgresql://localhost:5432/orders.
				""";
		assertFailure(twoLines, "--spring.datasource.url=postgresql://localhost/orders");
		assertFailure(twoLines, "--spring.datasource.url=jdbc:postgres://localhost/orders");
	}

	@Test
	void wrongPropertyIsTwoLines() throws Exception {
		assertFailure(
				"Failed to bind properties under 'migrate.claim-timeout' to java.time.Duration: Property: migrate.claim-timeout Value: \"soon\" Origin: \"migrate.claim-timeout\" from property source \"commandLineArgs\" Reason: failed to convert java.lang.String to @org.springframework.boot.context.properties.bind.DefaultValue java.time.Duration (caused by java.lang.IllegalArgumentException: 'soon' is not a valid duration)\n"
						+ "Update your application's configuration\n",
				"--spring.datasource.url=jdbc:postgresql://localhost:1/absent", "--migrate.claim-timeout=soon");
	}

	@Test
	void disabledMigrationsAreTwoLines() throws Exception {
		assertFailure("""
				Migrations are switched off: migrate.enabled is false.
				Add --migrate.enabled=true to the command.
				""", "--migrate.enabled=false");
	}

	@Test
	void missingDriverIsTwoLines() throws Exception {
		assertFailure("""
				Failed to load driver class org.postgresql.Driver
				Add the dependency org.postgresql:postgresql to the application.
				""", (entry) -> !entry.contains("/org/postgresql/"),
				"--spring.datasource.url=jdbc:postgresql://localhost:1/absent");
	}

	@Test
	void unreadableConfigurationFileIsTwoLines() throws Exception {
		Path file = Files.writeString(this.directory.resolve("application.yml"), "spring: [\n");
		CommandProcess process = CommandProcess.run(this.directory, "migrate", "current",
				"--spring.config.location=" + file.toUri());
		assertThat(process.code()).isEqualTo(1);
		assertThat(process.out()).isEmpty();
		List<String> lines = process.err().lines().toList();
		assertThat(lines).hasSize(2).last().isEqualTo("Run the command again with --verbose for the stack trace.");
		assertThat(lines.get(0)).startsWith("while parsing a flow node");
	}

	private void assertFailure(String twoLines, String... properties) throws Exception {
		assertFailure(twoLines, (entry) -> true, properties);
	}

	/**
	 * Two lines they are, and the stack trace behind them only if it is asked for.
	 */
	private void assertFailure(String twoLines, Predicate<String> present, String... properties) throws Exception {
		List<String> arguments = new ArrayList<>(List.of(properties));
		arguments.addAll(List.of("--migrate.locations=filesystem:" + this.directory, "migrate", "current"));
		assertThat(CommandProcess.run(this.directory, present, arguments.toArray(String[]::new)))
			.isEqualTo(new CommandProcess(1, "", "printed by the application\n" + twoLines));
		arguments.add("--verbose");
		CommandProcess verbose = CommandProcess.run(this.directory, present, arguments.toArray(String[]::new));
		assertThat(verbose.code()).isEqualTo(1);
		assertThat(verbose.out()).isEmpty();
		assertThat(verbose.err()).contains("\n" + twoLines);
		assertThat(verbose.err().substring(verbose.err().indexOf(twoLines) + twoLines.length()))
			.containsPattern("^[\\w.$]+(Exception|Error)\\b")
			.contains("\n\tat ");
	}

}
