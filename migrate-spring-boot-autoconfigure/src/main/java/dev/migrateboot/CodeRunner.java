package dev.migrateboot;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;

import dev.migrateboot.Companion.Watch;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Runs a migration in code inside the transaction at hand. A savepoint tells afterwards
 * whether it still is that transaction.
 */
final class CodeRunner {

	private static final List<String> SAVEPOINT_GONE = List.of("3B001", "25P01");

	private final Session session;

	private final SessionSettings settings;

	private final Pipeline pipeline;

	CodeRunner(Session session, SessionSettings settings, Pipeline pipeline) {
		this.session = session;
		this.settings = settings;
		this.pipeline = pipeline;
	}

	/**
	 * Run the code, and check what it has deferred to the end of the transaction.
	 * @param done what this run has brought about before
	 * @throws CodeException if it fails or has ended the transaction
	 */
	void run(PreparedStep step, Consumer<JdbcClient> code, List<String> done) throws SQLException {
		this.pipeline.flush();
		this.session.execute("savepoint migrate_code");
		JdbcClient jdbc = JdbcClient.create(new WatchedTemplate(this.session, this.settings, this.pipeline));
		try (Watch watch = this.pipeline.watch()) {
			watch.begin();
			code.accept(jdbc);
			jdbc.sql("set constraints all immediate").update();
		}
		catch (RuntimeException ex) {
			throw isTransactionOver("rollback to savepoint migrate_code")
					? CodeException.endedTransaction(step, ex, done) : CodeException.failed(step, ex, done);
		}
		if (isTransactionOver("release savepoint migrate_code")) {
			throw CodeException.endedTransaction(step, null, done);
		}
	}

	private boolean isTransactionOver(String sql) {
		try {
			this.session.execute(sql);
			return false;
		}
		catch (SQLException ex) {
			return SAVEPOINT_GONE.contains(String.valueOf(ex.getSQLState()));
		}
	}

	/**
	 * Shows every statement to {@link SessionSettings} before it is sent. The driver's
	 * statements print as their SQL, those of a pool as what they wrap.
	 */
	private static final class WatchedTemplate extends JdbcTemplate {

		private final SessionSettings settings;

		private final Pipeline pipeline;

		WatchedTemplate(Session session, SessionSettings settings, Pipeline pipeline) {
			super(new SingleConnectionDataSource(session.connection(), true));
			this.settings = settings;
			this.pipeline = pipeline;
		}

		@Override
		protected void applyStatementSettings(Statement statement) throws SQLException {
			super.applyStatementSettings(statement);
			this.settings.watch(statement.toString(), this.pipeline);
		}

	}

}
