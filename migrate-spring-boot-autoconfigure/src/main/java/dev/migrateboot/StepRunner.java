package dev.migrateboot;

import java.io.IOException;
import java.io.Reader;
import java.sql.SQLException;
import java.util.List;

import dev.migrateboot.StatementException.Remains;
import dev.migrateboot.StatementRunner.FailedStatement;
import dev.migrateboot.sql.SqlReader;
import dev.migrateboot.sql.SqlStatement;

import org.springframework.dao.DataAccessException;

/**
 * Runs one step together with its history and journal rows: as one transaction where that
 * is possible, else unit by unit.
 */
final class StepRunner {

	private final Session session;

	private final Claim claim;

	private final HistoryWriter writer;

	private final MigrateSettings settings;

	private final SessionSettings before;

	StepRunner(Session session, Claim claim, HistoryWriter writer, MigrateSettings settings) {
		this.session = session;
		this.claim = claim;
		this.writer = writer;
		this.settings = settings;
		this.before = session.ask("Reading the settings of the session",
				() -> SessionSettings.remember(session.jdbc()));
	}

	/**
	 * Run a step.
	 * @param done the versions that this run has brought about before
	 * @return the journal id and the duration
	 * @throws StatementException if a statement or the commit fails
	 */
	Recording run(PreparedStep step, List<Version> done) {
		long start = System.nanoTime();
		ScriptProgress progress = new ScriptProgress(this.session, this.claim, this.writer, step);
		boolean transactional = step.outline().isTransactional() && step.progress() == null;
		try {
			return transactional ? inTransaction(step, start) : inUnits(step, progress, start);
		}
		catch (FailedStatement ex) {
			throw failed(step, ex.failure(), new Remains(transactional, progress.recorded(), ex.isOutcomeKnown()), done,
					start);
		}
		catch (DataAccessException ex) {
			throw Session.translate("Recording revision " + step.version(), ex);
		}
		catch (SQLException ex) {
			throw DatabaseException.commit(step.version(), ex);
		}
	}

	private Recording inTransaction(PreparedStep step, long start) throws SQLException {
		return this.session.transaction(() -> {
			this.claim.guard();
			this.before.apply(step.lockTimeout(this.settings), step.statementTimeout(this.settings),
					this.settings.schema(), true);
			StatementRunner runner = new StatementRunner(this.session.connection(), step.script(), this.before);
			try (Reader text = step.script().open()) {
				SqlReader reader = new SqlReader(text);
				SqlStatement statement = reader.next();
				while (statement != null) {
					runner.run(statement, reader, "");
					statement = reader.next();
				}
			}
			catch (IOException ex) {
				throw step.script().unreadable(ex);
			}
			runner.checkConstraints();
			this.before.restore();
			return record(step, start);
		});
	}

	private Recording inUnits(PreparedStep step, ScriptProgress progress, long start) throws SQLException {
		new UnitRunner(this.session, this.claim, progress, this.settings, this.before, step).run();
		return this.session.transaction(() -> {
			this.claim.guard();
			return record(step, start);
		});
	}

	private Recording record(PreparedStep step, long start) {
		long durationMs = millisSince(start);
		this.writer.delete(step.version());
		if (step.recorded() != null) {
			this.writer.insert(step.recorded(), AppliedMigration.State.APPLIED, durationMs, null);
		}
		long journal = this.writer.journal(step.step().direction().toString(), step.version(), step.outcome(),
				step.source(), durationMs, null);
		return new Recording(journal, durationMs);
	}

	private StatementException failed(PreparedStep step, StatementFailure failure, Remains remains, List<Version> done,
			long start) {
		StatementException exception = StatementException.of(failure, step, remains, done);
		try {
			this.session.ask("Writing the failure into the journal",
					() -> this.writer.journal(step.step().direction().toString(), step.version(), "failed",
							step.source(), millisSince(start), exception.getMessage()));
		}
		catch (RuntimeException ex) {
			exception.addSuppressed(ex);
		}
		return exception;
	}

	private static long millisSince(long start) {
		return (System.nanoTime() - start) / 1_000_000;
	}

	/**
	 * What has been recorded of a step.
	 *
	 * @param journal the id of the journal row
	 * @param durationMs how long the step took, in milliseconds
	 */
	record Recording(long journal, long durationMs) {

	}

}
