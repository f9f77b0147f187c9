package dev.migrateboot;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import dev.migrateboot.Pipeline.FailedStatement;
import org.jspecify.annotations.Nullable;

/**
 * Statements of a script outside our transactions: recorded as started before the first
 * is sent, each sent by itself, and the session put back after the last.
 */
final class OutsideTransaction {

	private final Session session;

	private final Claim claim;

	private final MigrateSettings settings;

	private final SessionSettings before;

	private final PreparedStep step;

	private final ScriptProgress progress;

	private final StatementRunner statements;

	private final Pipeline pipeline;

	OutsideTransaction(Session session, Claim claim, MigrateSettings settings, SessionSettings before,
			PreparedStep step, ScriptProgress progress) {
		this.session = session;
		this.claim = claim;
		this.settings = settings;
		this.before = before;
		this.step = step;
		this.progress = progress;
		this.statements = new StatementRunner(session, step, before);
		this.pipeline = Pipeline.of(session, claim, step).unbatched();
	}

	/**
	 * Run statements. As long as the server answers, what it refused is known not to have
	 * taken effect.
	 * @param lockTimeout how long they may wait for a lock
	 * @param existing what the first of them has found
	 * @param sending sends them
	 */
	void run(Duration lockTimeout, @Nullable List<Long> existing, Sending sending) throws SQLException, IOException {
		record(true, existing);
		this.claim.renew(this.step.step().version());
		try {
			under(lockTimeout, sending);
		}
		catch (RuntimeException | SQLException | IOException ex) {
			boolean known = suppress(ex, () -> record(false, existing));
			if (ex instanceof FailedStatement failed) {
				failed.outcomeKnown(known);
			}
			throw ex;
		}
	}

	/**
	 * Do something under the settings that the statements run under.
	 */
	void under(Duration lockTimeout, Sending sending) throws SQLException, IOException {
		try {
			this.pipeline.add(SessionSettings.apply(lockTimeout, this.step.statementTimeout(this.settings),
					this.settings.schema(), false));
			this.pipeline.flush();
			this.progress.settings().forEach((number, setting) -> this.statements.run(setting, number, this.pipeline));
			sending.send(this.pipeline);
		}
		catch (RuntimeException | SQLException | IOException ex) {
			suppress(ex, () -> {
				this.session.execute("rollback");
				restore();
			});
			throw ex;
		}
		restore();
	}

	/**
	 * Record what is finished.
	 */
	void record(boolean started, @Nullable List<Long> existing) throws SQLException {
		new ScriptTransaction(this.session, this.claim, this.settings, this.before, this.step)
			.record(this.progress.record(started, existing));
		this.progress.committed();
	}

	private void restore() {
		this.before.restore().forEach(this.pipeline::add);
		this.pipeline.flush();
	}

	private static boolean suppress(Exception failure, Attempt afterwards) {
		try {
			afterwards.run();
			return true;
		}
		catch (RuntimeException | SQLException ex) {
			failure.addSuppressed(ex);
			return false;
		}
	}

	/**
	 * Sends statements.
	 */
	@FunctionalInterface
	interface Sending {

		void send(Pipeline pipeline) throws SQLException, IOException;

	}

	/**
	 * Something done after a failure.
	 */
	@FunctionalInterface
	private interface Attempt {

		void run() throws SQLException;

	}

}
