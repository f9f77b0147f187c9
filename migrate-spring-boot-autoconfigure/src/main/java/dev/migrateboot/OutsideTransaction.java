package dev.migrateboot;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

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

	OutsideTransaction(Session session, Claim claim, MigrateSettings settings, SessionSettings before,
			PreparedStep step, ScriptProgress progress) {
		this.session = session;
		this.claim = claim;
		this.settings = settings;
		this.before = before;
		this.step = step;
		this.progress = progress;
		this.statements = new StatementRunner(session, step, before);
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
		try {
			under(lockTimeout, this.claim::renew, sending);
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
		under(lockTimeout, () -> {
		}, sending);
	}

	/**
	 * The claim is renewed under our own settings, before those of the script: from then
	 * on the server lets the session be idle for no longer than a third of it. Behind a
	 * pooler nothing is set, as it would hold for whoever gets the session next.
	 */
	private void under(Duration lockTimeout, Runnable renewal, Sending sending) throws SQLException, IOException {
		Pipeline pipeline = Pipeline.of(this.session, this.claim, this.step, lockTimeout).unbatched();
		try {
			if (this.before.isDirect()) {
				pipeline.add(SessionSettings.apply(lockTimeout, this.step.statementTimeout(this.settings),
						this.settings.schema(), false));
			}
			pipeline.flush();
			renewal.run();
			this.progress.settings().forEach((number, setting) -> this.statements.run(setting, number, pipeline));
			sending.send(pipeline);
		}
		catch (RuntimeException | SQLException | IOException ex) {
			if (ex instanceof FailedStatement failed) {
				failed.blockers(this.claim.blockers());
			}
			suppress(ex, () -> {
				this.session.execute("rollback");
				restore(pipeline);
			});
			throw ex;
		}
		restore(pipeline);
	}

	/**
	 * Record what is finished.
	 */
	void record(boolean started, @Nullable List<Long> existing) throws SQLException {
		new ScriptTransaction(this.session, this.claim, this.settings, this.before, this.step)
			.record(this.progress.record(started, existing));
		this.progress.committed();
	}

	private void restore(Pipeline pipeline) {
		if (this.before.isDirect()) {
			this.before.restore().forEach(pipeline::add);
			pipeline.flush();
		}
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
