package dev.migrateboot;

import java.io.IOException;
import java.io.Reader;
import java.sql.SQLException;
import java.util.List;

import dev.migrateboot.StatementException.Failure;
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
		try {
			return step.outline().isTransactional() ? inTransaction(step, start) : inUnits(step, start);
		}
		catch (FailedStatement ex) {
			throw failed(step, ex.failure(), done, start);
		}
		catch (SQLException ex) {
			throw failed(step, Failure.of(step.script(), null, 0, ex), done, start);
		}
		catch (DataAccessException ex) {
			if (ex.getMostSpecificCause() instanceof SQLException cause) {
				throw failed(step, Failure.of(step.script(), null, 0, cause), done, start);
			}
			throw ex;
		}
	}

	private Recording inTransaction(PreparedStep step, long start) throws SQLException {
		return this.session.transaction(() -> {
			this.claim.guard();
			this.before.apply(step.lockTimeout(this.settings), step.statementTimeout(this.settings),
					this.settings.schema(), true);
			StatementRunner runner = new StatementRunner(this.session.connection(), step.script());
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
			this.session.jdbc().sql("set constraints all immediate").update();
			this.before.restore();
			return record(step, start);
		});
	}

	private Recording inUnits(PreparedStep step, long start) throws SQLException {
		UnitRunner units = new UnitRunner(this.session, this.claim, this.writer, this.settings, this.before, step);
		try {
			units.run();
		}
		catch (RuntimeException | SQLException ex) {
			restore(ex);
			throw ex;
		}
		this.before.restore();
		return this.session.transaction(() -> {
			this.claim.guard();
			return record(step, start);
		});
	}

	private void restore(Exception failure) {
		try {
			this.before.restore();
		}
		catch (RuntimeException ex) {
			failure.addSuppressed(ex);
		}
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

	private StatementException failed(PreparedStep step, Failure failure, List<Version> done, long start) {
		StatementException exception = StatementException.of(failure, step.step(), done,
				step.outline().isTransactional());
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
