package dev.migrateboot;

import java.io.IOException;
import java.io.Reader;
import java.sql.SQLException;
import java.time.Duration;

import dev.migrateboot.AppliedMigration.Progress;
import dev.migrateboot.AppliedMigration.State;
import dev.migrateboot.ScriptOutline.Mode;
import dev.migrateboot.StatementRunner.FailedStatement;
import dev.migrateboot.sql.SqlReader;
import dev.migrateboot.sql.SqlStatement;
import dev.migrateboot.sql.StatementKind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a script that cannot run in one transaction. Ordinary statements run together in a
 * transaction that also records how far the script has come; a statement that cannot is
 * recorded as started before and as finished after it. What is recorded as finished is
 * not repeated.
 */
final class UnitRunner {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private final Session session;

	private final Claim claim;

	private final HistoryWriter writer;

	private final MigrateSettings settings;

	private final SessionSettings before;

	private final PreparedStep step;

	private final StatementRunner statements;

	private final Direction direction;

	private int finished;

	private String prefix = "";

	UnitRunner(Session session, Claim claim, HistoryWriter writer, MigrateSettings settings, SessionSettings before,
			PreparedStep step) {
		this.session = session;
		this.claim = claim;
		this.writer = writer;
		this.settings = settings;
		this.before = before;
		this.step = step;
		this.statements = new StatementRunner(session.connection(), step.script());
		this.direction = step.step().direction();
	}

	void run() throws SQLException {
		try (Reader text = this.step.script().open()) {
			SqlReader reader = new SqlReader(text);
			SqlStatement statement = begin(reader);
			if (this.step.outline().mode() == Mode.AS_WRITTEN) {
				logger.info("{} begins and ends transactions itself and is run as written", this.step.script());
				asWritten(reader, statement);
				return;
			}
			while (statement != null) {
				statement = isAlone(statement) ? alone(reader, statement) : together(reader, statement);
			}
		}
		catch (IOException ex) {
			throw this.step.script().unreadable(ex);
		}
	}

	/**
	 * Record the beginning, or find the first statement that is not finished.
	 */
	private @Nullable SqlStatement begin(SqlReader reader) throws SQLException, IOException {
		Progress progress = this.step.progress();
		if (progress == null) {
			record(false);
			return reader.next();
		}
		SqlStatement statement = reader.next();
		while (statement != null && this.finished < progress.finished()) {
			this.finished++;
			statement = skip(reader);
		}
		if (!this.prefix.equals(progress.prefix())) {
			throw HistoryException.prefixChanged(this.step.version(), this.step.script().toString(),
					progress.finished());
		}
		if (progress.started()) {
			throw HistoryException.outcomeUnknown(this.step.version(),
					this.step.script() + ((statement != null) ? ":" + statement.place() : ""));
		}
		logger.info("Resuming {} after {} finished statements", this.step.script(), this.finished);
		return statement;
	}

	private @Nullable SqlStatement skip(SqlReader reader) throws IOException {
		reader.skipCopyData();
		this.prefix = reader.meaning();
		return reader.next();
	}

	private boolean isAlone(SqlStatement statement) {
		return !this.step.outline().directives().transaction() || statement.kind() == StatementKind.NON_TRANSACTIONAL;
	}

	private @Nullable SqlStatement alone(SqlReader reader, SqlStatement statement) throws SQLException, IOException {
		record(true);
		this.claim.renew(this.step.version());
		applyOutside(this.step.outline().directives().lockTimeout());
		try {
			this.statements.run(statement, reader, this.claim.mark());
		}
		catch (FailedStatement ex) {
			recordRefusal(ex);
			throw ex;
		}
		this.finished++;
		SqlStatement next = skip(reader);
		record(false);
		return next;
	}

	private @Nullable SqlStatement together(SqlReader reader, SqlStatement first) throws SQLException {
		this.claim.renew(this.step.version());
		return this.session.<@Nullable SqlStatement>transaction(() -> {
			this.claim.guard();
			this.before.apply(this.step.lockTimeout(this.settings), this.step.statementTimeout(this.settings),
					this.settings.schema(), true);
			SqlStatement statement = first;
			try {
				while (statement != null && !isAlone(statement)) {
					this.statements.run(statement, reader, "");
					this.finished++;
					statement = skip(reader);
				}
			}
			catch (IOException ex) {
				throw this.step.script().unreadable(ex);
			}
			this.session.jdbc().sql("set constraints all immediate").update();
			this.before.restore();
			this.writer.progress(this.step.version(), progress(false));
			return statement;
		});
	}

	private void asWritten(SqlReader reader, @Nullable SqlStatement first) throws SQLException, IOException {
		record(true);
		this.claim.renew(this.step.version());
		applyOutside(this.step.lockTimeout(this.settings));
		SqlStatement statement = first;
		try {
			while (statement != null) {
				this.statements.run(statement, reader, "");
				statement = reader.next();
			}
		}
		catch (FailedStatement ex) {
			this.session.jdbc().sql("rollback").update();
			throw ex;
		}
	}

	/**
	 * The server's answer to a refused statement is known, so its outcome is not unknown.
	 */
	private void recordRefusal(FailedStatement refusal) {
		try {
			record(false);
		}
		catch (SQLException | RuntimeException ex) {
			refusal.addSuppressed(ex);
		}
	}

	private void record(boolean started) throws SQLException {
		this.session.transaction(() -> {
			this.claim.guard();
			if (this.direction == Direction.UPGRADE && this.finished == 0 && this.step.recorded() != null) {
				this.writer.delete(this.step.version());
				this.writer.insert(this.step.recorded(), State.FAILED, null, progress(started));
			}
			else {
				this.writer.progress(this.step.version(), progress(started));
			}
			return true;
		});
	}

	private Progress progress(boolean started) {
		return new Progress(this.direction, this.finished, started, this.prefix);
	}

	/**
	 * A statement outside a transaction waits for older transactions by its nature: only
	 * the script itself can set a limit to that.
	 */
	private void applyOutside(@Nullable Duration lockTimeout) {
		this.before.apply((lockTimeout != null) ? lockTimeout : Duration.ZERO,
				this.step.statementTimeout(this.settings), this.settings.schema(), false);
	}

}
