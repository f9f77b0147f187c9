package dev.migrateboot;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

import dev.migrateboot.support.ForeignProduct;
import dev.migrateboot.support.OneConnection;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Databases that cannot be used as they are, and connections that come with habits.
 */
@ExtendWith(PostgresExtension.class)
class DatabaseFailureIntegrationTests {

	private final ScriptFolder folder;

	DatabaseFailureIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts() {
		this.folder.pair("001_a", "create table a as select current_setting('transaction_isolation') as isolation;",
				"drop table a;");
	}

	@Test
	void anotherProductThrows() {
		ForeignProduct h2 = new ForeignProduct("H2");
		assertThat(Failures.text(this.folder,
				() -> TestSettings.of(this.folder).migrations(h2).upgradeOnStart(Target.HEAD)))
			.isEqualTo("""
					The database is H2; migrations run on PostgreSQL only.

					Action:
					Point spring.datasource.url, or migrate.url, to a PostgreSQL database, or set migrate.enabled=false.
					""");
		assertThat(h2.open()).isZero();
	}

	@Test
	void unreachableServerThrows() {
		PGSimpleDataSource nowhere = new PGSimpleDataSource();
		nowhere.setPortNumbers(new int[] { 1 });
		nowhere.setDatabaseName("nowhere");
		nowhere.setUser("nobody");
		assertThat(Failures.text(this.folder,
				() -> TestSettings.of(this.folder).migrations(nowhere).upgradeOnStart(Target.HEAD)))
			.isEqualTo(
					"""
							No connection to the database: Connection to localhost:1 refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.

							Action:
							Check that the server runs and that the address, user and password of the data source are right.
							""");
	}

	@Test
	void roleThatMayNotCreateTablesThrows(TestDatabase database) {
		database.execute("revoke create on schema public from public");
		String guest = database.role("guest");
		assertThat(Failures.text(this.folder,
				() -> TestSettings.of(this.folder).migrations(database.dataSource(guest)).upgradeOnStart(Target.HEAD)))
			.isEqualTo(
					"""
							Creating the tables of the history in schema public failed: permission denied for schema public (SQLSTATE 42501).

							Action:
							Grant the privilege that the message names to this role, or set migrate.user and migrate.password to a role that owns the schema.
							""");
	}

	@Test
	void roleThatMayNotCreateTheSchemaThrows(TestDatabase database) {
		String guest = database.role("guest");
		Migrations migrations = TestSettings.of(this.folder).schema("own").migrations(database.dataSource(guest));
		assertThat(Failures.text(this.folder, () -> migrations.upgradeOnStart(Target.HEAD))
			.replace(database.name(), "DATABASE")).isEqualTo(
					"""
							Creating schema own failed: permission denied for database DATABASE (SQLSTATE 42501).

							Action:
							Grant the privilege that the message names to this role, or set migrate.user and migrate.password to a role that owns the schema.
							""");
	}

	@Test
	void roleThatMayNotReadTheHistoryThrows(TestDatabase database) {
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		String guest = database.role("guest");
		assertThat(Failures.text(this.folder,
				() -> TestSettings.of(this.folder).migrations(database.dataSource(guest)).upgradeOnStart(Target.HEAD)))
			.isEqualTo(
					"""
							Reading the history failed: permission denied for table migrate_history (SQLSTATE 42501).

							Action:
							Grant the privilege that the message names to this role, or set migrate.user and migrate.password to a role that owns the schema.
							""");
	}

	@Test
	void roleThatMayNotWriteTheHistoryThrows(TestDatabase database) {
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		this.folder.file("002_b_upgrade.sql", "create table b (id int);");
		String guest = database.role("guest");
		database.execute("grant create on schema public to " + guest,
				"grant select on migrate_history, migrate_journal to " + guest,
				"grant all on migrate_claim to " + guest);
		assertThat(Failures.text(this.folder,
				() -> TestSettings.of(this.folder).migrations(database.dataSource(guest)).upgradeOnStart(Target.HEAD)))
			.isEqualTo(
					"""
							Recording revision 002 failed: permission denied for table migrate_history (SQLSTATE 42501).

							Action:
							Grant the privilege that the message names to this role, or set migrate.user and migrate.password to a role that owns the schema.
							""");
		assertThat(database.value("select to_regclass('b') is null")).isEqualTo("t");
	}

	@Test
	void readOnlySessionThrows(TestDatabase database) {
		PGSimpleDataSource readOnly = (PGSimpleDataSource) database.dataSource("postgres");
		readOnly.setOptions("-c default_transaction_read_only=on");
		Migrations migrations = TestSettings.of(this.folder).migrations(readOnly);
		String action = """

				Action:
				Connect to the primary server with a session that may write (a standby and default_transaction_read_only=on allow reading only).
				""";
		assertThat(Failures.text(this.folder, () -> migrations.upgradeOnStart(Target.HEAD))).isEqualTo(
				"Creating the tables of the history in schema public failed: cannot execute CREATE TABLE in a read-only transaction (SQLSTATE 25006).\n"
						+ action);
		TestSettings.migrations(database, this.folder).stamp(Target.BASE);
		assertThat(Failures.text(this.folder, () -> migrations.upgradeOnStart(Target.HEAD))).isEqualTo(
				"Taking the claim to migrate failed: cannot execute UPDATE in a read-only transaction (SQLSTATE 25006).\n"
						+ action);
	}

	@Test
	void scriptsRunReadCommittedWhateverThePoolsDefaultIs(TestDatabase database) throws SQLException {
		PGSimpleDataSource serializable = (PGSimpleDataSource) database.dataSource("postgres");
		serializable.setOptions("-c default_transaction_isolation=serializable");
		TestSettings.of(this.folder).migrations(serializable).upgrade(Target.HEAD);
		assertThat(database.value("select isolation from a")).isEqualTo("read committed");
		TestSettings.of(this.folder).migrations(serializable).downgrade(Target.BASE);
		try (OneConnection pool = new OneConnection(database.dataSource())) {
			pool.connection().setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
			TestSettings.of(this.folder).migrations(pool).upgrade(Target.HEAD);
			assertThat(database.value("select isolation from a")).isEqualTo("read committed");
			assertThat(pool.connection().getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
		}
	}

	@Test
	void connectionIsGivenBackWithTheAutocommitItHad(TestDatabase database) throws SQLException {
		try (OneConnection pool = new OneConnection(database.dataSource())) {
			Migrations migrations = TestSettings.of(this.folder).migrations(pool);
			for (boolean autoCommit : List.of(false, true)) {
				pool.connection().setAutoCommit(autoCommit);
				migrations.upgrade(Target.HEAD);
				assertThat(pool.connection().getAutoCommit()).isEqualTo(autoCommit);
				migrations.upgrade(Target.HEAD);
				assertThat(pool.connection().getAutoCommit()).isEqualTo(autoCommit);
				migrations.downgrade(Target.BASE);
				assertThat(pool.connection().getAutoCommit()).isEqualTo(autoCommit);
				this.folder.file("002_b_upgrade.sql", "select 1 / 0;");
				assertThat(Failures.of(() -> migrations.upgrade(Target.HEAD))).isInstanceOf(StatementException.class);
				assertThat(pool.connection().getAutoCommit()).isEqualTo(autoCommit);
				migrations.downgrade(Target.BASE);
				this.folder.deletePair("002_b");
			}
			assertThat(database.value("select count(*) from migrate_history")).isEqualTo("0");
			assertThat(database.value("select count(*) from migrate_journal")).isEqualTo("10");
		}
	}

	@Test
	void startWithAutocommitOffLeavesNoTransactionOpen(TestDatabase database) throws SQLException {
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		try (OneConnection pool = new OneConnection(database.dataSource())) {
			pool.connection().setAutoCommit(false);
			TestSettings.of(this.folder).migrations(pool).upgradeOnStart(Target.HEAD);
			assertThat(database.list("select state from pg_stat_activity where datname = current_database() "
					+ "and pid <> pg_backend_pid()"))
				.containsExactly("idle");
		}
	}

}
