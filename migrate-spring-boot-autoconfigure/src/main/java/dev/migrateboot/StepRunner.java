package dev.migrateboot;

import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

import dev.migrateboot.LiteralSql.Expression;
import dev.migrateboot.StatementException.Remains;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Runs one step together with its history and journal rows: as one transaction where that
 * is possible, else unit by unit.
 */
final class StepRunner {

	private final Session session;

	private final Claim claim;

	private final HistoryWriter writer;

	private final StepRecords records;

	private final MigrateSettings settings;

	private final SessionSettings before;

	StepRunner(Session session, Claim claim, HistoryWriter writer, HoldWriter holds, MigrateSettings settings) {
		this.session = session;
		this.claim = claim;
		this.writer = writer;
		this.records = new StepRecords(writer, holds);
		this.settings = settings;
		this.before = session.ask("Reading the settings of the session", () -> SessionSettings.remember(session));
	}

	/**
	 * Check that every step can run on this connection.
	 * @throws ScriptException if one needs what a pooler does not give
	 */
	void check(List<PreparedStep> steps) {
		if (!this.before.isDirect()) {
			steps.forEach((step) -> this.before.checkPooled(step, this.settings.schema()));
		}
	}

	/**
	 * Run a step. One that fails because of others is rolled back and tried again: a
	 * transaction as a whole, else what is not finished.
	 * @param done what this run has brought about before
	 * @return how long it took, in milliseconds
	 * @throws StatementException if a statement or the commit fails
	 * @throws CodeException if a migration in code fails
	 */
	long run(PreparedStep step, List<String> done) {
		long start = System.nanoTime();
		LockRetry retry = new LockRetry(this.settings.lockRetryFor());
		for (PreparedStep attempt = step;;) {
			UnitRunner runner = new UnitRunner(this.session, this.claim, this.writer, this.settings, this.before,
					attempt);
			try {
				run(attempt, runner, done, start);
				return millisSince(start);
			}
			catch (FailedStatement ex) {
				if (!retry.again(ex, ex.blockers(this.claim))) {
					throw journaled(step, failure(attempt, runner, ex, retry, done), start);
				}
				attempt = runner.remaining();
			}
			catch (CodeException ex) {
				if (!retry.again(ex, this.claim.blockers())) {
					throw journaled(step, ex.explained(step, retry, this.claim.blockers()), start);
				}
			}
			this.claim.renew();
		}
	}

	private void run(PreparedStep step, UnitRunner runner, List<String> done, long start) {
		try {
			Consumer<JdbcClient> code = step.script().code();
			if (code != null) {
				ScriptTransaction transaction = transaction(step);
				transaction.run(() -> {
					new CodeRunner(this.session, this.before, transaction.pipeline()).run(step, code, done);
					return true;
				}, () -> this.records.of(step, HistoryWriter.SINCE_BEGIN));
			}
			else if (isTransactional(step)) {
				runner.atOnce(() -> this.records.of(step, HistoryWriter.SINCE_BEGIN));
			}
			else {
				runner.inUnits();
				transaction(step).record(this.records.of(step, new Expression(millisSince(start))));
			}
		}
		catch (DataAccessException ex) {
			throw Session.translate("Recording " + step.subject(), ex);
		}
		catch (SQLException ex) {
			throw DatabaseException.commit(step.subject(), ex);
		}
	}

	private StatementException failure(PreparedStep step, UnitRunner runner, FailedStatement ex, LockRetry retry,
			List<String> done) {
		Remains remains = new Remains(isTransactional(step), runner.recorded(), ex.isOutcomeKnown());
		String waited = retry.describe(ex.failure().cause().getSQLState(), ex.blockers(this.claim));
		return StatementException.of(ex.failure(), step, remains, waited, done);
	}

	private static boolean isTransactional(PreparedStep step) {
		return step.outline().isTransactional() && step.progress() == null;
	}

	private ScriptTransaction transaction(PreparedStep step) {
		return new ScriptTransaction(this.session, this.claim, this.settings, this.before, step);
	}

	private MigrateException journaled(PreparedStep step, MigrateException exception, long start) {
		try {
			this.session.execute(
					this.writer.journal(step.step().direction().toString(), step.step().version(), step.script().name(),
							"failed", step.source(), new Expression(millisSince(start)), exception.getMessage()));
		}
		catch (SQLException ex) {
			exception.addSuppressed(ex);
		}
		return exception;
	}

	private static long millisSince(long start) {
		return (System.nanoTime() - start) / 1_000_000;
	}

}
