package dev.migrateboot;

import java.util.function.Consumer;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Migrations in code.
 */
final class TestCode {

	private TestCode() {
	}

	/**
	 * Version 002 with both ways.
	 */
	record Fill(String checksum, Consumer<JdbcClient> up,
			Consumer<JdbcClient> down) implements CodeMigration.Reversible {

		Fill(String checksum, Consumer<JdbcClient> up) {
			this(checksum, up, (jdbc) -> jdbc.sql("delete from a where id = 1").update());
		}

		@Override
		public String version() {
			return "002";
		}

		@Override
		public String description() {
			return "fill";
		}

		@Override
		public void upgrade(JdbcClient jdbc) {
			this.up.accept(jdbc);
		}

		@Override
		public void downgrade(JdbcClient jdbc) {
			this.down.accept(jdbc);
		}

	}

	/**
	 * A version without a way back.
	 */
	record OneWay(String version, String description, String checksum) implements CodeMigration {

		@Override
		public void upgrade(JdbcClient jdbc) {
			jdbc.sql("insert into a values (1)").update();
		}

	}

}
