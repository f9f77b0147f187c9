package dev.migrateboot;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Future;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import dev.migrateboot.support.Together;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What keeps an owner of the claim that is paused from doing harm. One test waits for as
 * long as a claim lasts.
 */
@ExtendWith(PostgresExtension.class)
class PausedOwnerIntegrationTests {

	private final ScriptFolder folder;

	PausedOwnerIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts() {
		this.folder.pair("001_a", "create table a (id int);", "drop table a;")
			.pair("003_last", "create table c (id int);", "drop table c;");
	}

	@Test
	void transactionOfAnOwnerThatIsPausedIsEnded(TestDatabase database) throws Exception {
		TestSettings.migrations(database, this.folder).upgrade(Target.parse("001"));
		database
			.execute("update migrate_claim set token = 7, direction = 'upgrade', target = '003', instance = 'paused',"
					+ " actor = 'ada', since = now(), expires = now() - interval '1 s'");
		this.folder.file("002_slow_upgrade.sql", "insert into a values (2);");
		try (Connection paused = database.dataSource().getConnection();
				Statement statement = paused.createStatement()) {
			paused.setAutoCommit(false);
			statement.execute("select from migrate_claim where token = 7 for key share");
			Future<MigrationReport> successor = Together
				.start(() -> TestSettings.migrations(database, this.folder).upgrade(Target.HEAD));
			database.waitUntil("exists (select from pg_stat_activity where query like '%instance is not null%'"
					+ " and pid <> pg_backend_pid() and datname = current_database())");
			assertThat(successor).isNotDone();
			database.waitUntil("(select count(*) from migrate_history) = 3");
			assertThat(successor.get().steps()).hasSize(2);
			assertThat(catchThrowableOfType(SQLException.class, () -> statement.execute("select 1")).getSQLState())
				.isEqualTo("57P01");
		}
	}

	@Test
	void sessionThatIsIdleBeforeAStatementOutsideATransactionIsEndedByTheServer(TestDatabase database) {
		this.folder.file("002_slow_upgrade.sql", """
				-- migrate: transaction=off
				create table seen as
				  select current_setting('idle_session_timeout') as idle,
				    current_setting('client_connection_check_interval') as client;
				""")
			.file("003_last_upgrade.sql",
					"create table later as select current_setting('idle_session_timeout') as idle;");
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		assertThat(database.value("select idle || ' ' || client from seen")).isEqualTo("10s 5s");
		assertThat(database.value("select idle from later")).isEqualTo("0");
	}

}
