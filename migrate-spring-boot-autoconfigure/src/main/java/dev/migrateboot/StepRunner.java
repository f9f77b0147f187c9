package dev.migrateboot;

import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

import dev.migrateboot.LiteralSql.Expression;
import dev.migrateboot.Pipeline.FailedStatement;
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
		this.before = session.ask("Reading the settings of the session",
				() -> SessionSettings.remember(session.jdbc()));
	}

	/**
	 * Run a step.
	 * @param done what this run has brought about before
	 * @return how long it took, in milliseconds
	 * @throws StatementException if a statement or the commit fails
	 * @throws CodeException if a migration in code fails
	 */
	long run(PreparedStep step, List<String> done) {
		long start = System.nanoTime();
		UnitRunner runner = new UnitRunner(this.session, this.claim, this.writer, this.settings, this.before, step);
		boolean transactional = step.outline().isTransactional() && step.progress() == null;
		try {
			Consumer<JdbcClient> code = step.script().code();
			if (code != null) {
				ScriptTransaction transaction = transaction(step);
				transaction.run(() -> {
					new CodeRunner(this.session, this.before, transaction.pipeline()).run(step, code, done);
					return true;
				}, () -> this.records.of(step, HistoryWriter.SINCE_BEGIN));
			}
			else if (transactional) {
				runner.atOnce(() -> this.records.of(step, HistoryWriter.SINCE_BEGIN));
			}
			else {
				runner.inUnits();
				transaction(step).record(this.records.of(step, new Expression(millisSince(start))));
			}
			return millisSince(start);
		}
		catch (FailedStatement ex) {
			Remains remains = new Remains(transactional, runner.recorded(), ex.isOutcomeKnown());
			throw journaled(step, StatementException.of(ex.failure(), step, remains, done), start);
		}
		catch (CodeException ex) {
			throw journaled(step, ex, start);
		}
		catch (DataAccessException ex) {
			throw Session.translate("Recording " + step.subject(), ex);
		}
		catch (SQLException ex) {
			throw DatabaseException.commit(step.subject(), ex);
		}
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
