package dev.migrateboot;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.sql.DataSource;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How often a run goes on that loses one connection after the other.
 */
@ExtendWith(PostgresExtension.class)
class LostConnectionIntegrationTests {

	private final ScriptFolder folder;

	LostConnectionIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts() {
		this.folder.pair("001_a", "create table a (id int);", "drop table a;")
			.pair("002_b", "create table b (id int);", "drop table b;");
	}

	@Test
	void poolThatHandsOutDeadConnectionsIsAskedAgain(TestDatabase database) throws Exception {
		Queue<Connection> dead = new ConcurrentLinkedQueue<>();
		for (int i = 0; i < 6; i++) {
			dead.add(database.dataSource().getConnection());
		}
		database.list("select pg_terminate_backend(pid) from pg_stat_activity"
				+ " where datname = current_database() and pid <> pg_backend_pid()");
		DataSource pool = new DelegatingDataSource(database.dataSource()) {

			@Override
			public Connection getConnection() throws SQLException {
				Connection connection = dead.poll();
				return (connection != null) ? connection : super.getConnection();
			}

		};
		assertThat(TestSettings.of(this.folder).migrations(pool).upgradeOnStart(Target.HEAD).steps()).hasSize(2);
		assertThat(dead).isEmpty();
	}

	@Test
	void scriptThatEndsItsOwnConnectionIsGivenUp(TestDatabase database) {
		database.execute("create sequence attempts");
		this.folder.file("001_a_upgrade.sql",
				"select nextval('attempts'); select pg_terminate_backend(pg_backend_pid());");
		Migrations migrations = TestSettings.of(this.folder)
			.onUnversionedSchema(MigrateSettings.OnUnversionedSchema.UPGRADE)
			.migrations(database);
		assertThat(Failures.of(() -> migrations.upgrade(Target.HEAD))).isInstanceOf(StatementException.class)
			.hasMessageContaining("SQLSTATE: 57P01");
		assertThat(database.value("select last_value from attempts")).isEqualTo("3");
	}

}
