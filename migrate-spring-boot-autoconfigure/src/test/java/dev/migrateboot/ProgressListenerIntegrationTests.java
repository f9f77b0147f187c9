package dev.migrateboot;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a listener is told while a statement runs.
 */
@ExtendWith(PostgresExtension.class)
class ProgressListenerIntegrationTests {

	@Test
	void listenerIsToldWhatTheServerShows(TestDatabase database, @TempDir Path path) throws Exception {
		database.execute("""
				create function wait_at_three() returns trigger language plpgsql as
				$$ begin if new.id = 3 then perform pg_advisory_xact_lock(7); end if; return new; end $$
				""");
		ScriptFolder folder = new ScriptFolder(path).file("001_a_upgrade.sql", """
				create table a (id int);
				create trigger wait before insert on a for each row execute function wait_at_three();
				copy a from stdin;
				1
				2
				3
				4
				\\.
				""");
		try (Connection blocking = database.dataSource().getConnection()) {
			blocking.createStatement().execute("select pg_advisory_lock(7)");
			Told told = new Told(blocking);
			TestSettings.of(folder).migrations(database.dataSource(), told).upgrade(Target.HEAD);
			assertThat(told.progress).isEqualTo(new StatementProgress(3, 3, "copying rows", 2, 0));
		}
	}

	/**
	 * Lets the statement go on once it has been told of it.
	 */
	private static final class Told implements ProgressListener {

		private final Connection blocking;

		private volatile StatementProgress progress = new StatementProgress(0, 0, null, 0, 0);

		Told(Connection blocking) {
			this.blocking = blocking;
		}

		@Override
		public void duringStatement(StatementProgress statement) {
			if (statement.done() == 2) {
				this.progress = statement;
				try {
					this.blocking.createStatement().execute("select pg_advisory_unlock_all()");
				}
				catch (SQLException ex) {
					throw new IllegalStateException(ex);
				}
			}
		}

	}

}
