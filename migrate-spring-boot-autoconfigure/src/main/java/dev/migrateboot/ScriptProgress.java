package dev.migrateboot;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import dev.migrateboot.AppliedMigration.Progress;
import dev.migrateboot.AppliedMigration.State;
import dev.migrateboot.sql.SqlReader;
import dev.migrateboot.sql.SqlStatement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a script has come that does not run in one transaction, and the record of it in
 * the history. What is recorded as finished is not repeated.
 */
final class ScriptProgress {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private final Session session;

	private final Claim claim;

	private final HistoryWriter writer;

	private final PreparedStep step;

	private final Direction direction;

	private final List<SqlStatement> settings = new ArrayList<>();

	private Position reached = new Position(0, "");

	private Position finished = this.reached;

	private int recorded;

	ScriptProgress(Session session, Claim claim, HistoryWriter writer, PreparedStep step) {
		this.session = session;
		this.claim = claim;
		this.writer = writer;
		this.step = step;
		this.direction = step.step().direction();
	}

	/**
	 * Record the beginning, or find the first statement that is not finished.
	 */
	@Nullable SqlStatement begin(SqlReader reader) throws SQLException, IOException {
		Progress progress = this.step.progress();
		if (progress == null) {
			record(false);
			return reader.next();
		}
		SqlStatement statement = reader.next();
		while (statement != null && this.reached.statements() < progress.finished()) {
			statement = next(reader, statement);
		}
		if (!this.reached.prefix().equals(progress.prefix())) {
			throw HistoryException.prefixChanged(this.step.version(), this.step.script().toString(),
					progress.finished());
		}
		if (progress.started()) {
			throw HistoryException.outcomeUnknown(this.step.version(),
					this.step.script() + ((statement != null) ? ":" + statement.place() : ""));
		}
		finish();
		this.recorded = progress.finished();
		logger.info("Resuming {} after its first {} statements", this.step.script(), this.recorded);
		return statement;
	}

	/**
	 * Go on to the statement behind one that has been run.
	 */
	@Nullable SqlStatement next(SqlReader reader, SqlStatement done) throws IOException {
		reader.skipCopyData();
		if (SessionSettings.isSetting(done) && SessionSettings.reasonToSkip(done) == null) {
			this.settings.add(done);
		}
		this.reached = new Position(this.reached.statements() + 1, reader.meaning());
		return reader.next();
	}

	/**
	 * Take everything up to here as finished.
	 */
	void finish() {
		this.finished = this.reached;
	}

	/**
	 * Record what is finished in a transaction of its own.
	 * @param started whether a statement is about to be sent whose outcome is not known
	 * until the next record
	 */
	void record(boolean started) throws SQLException {
		this.session.transaction(() -> {
			this.claim.guard();
			write(started);
			return true;
		});
	}

	/**
	 * Record what is finished in the transaction at hand.
	 */
	void recordInside() {
		write(false);
	}

	/**
	 * Return what the finished statements have set for the rest of the script.
	 */
	List<SqlStatement> settings() {
		return List.copyOf(this.settings);
	}

	/**
	 * Return how many statements are recorded as finished.
	 */
	int recorded() {
		return this.recorded;
	}

	private void write(boolean started) {
		Progress progress = new Progress(this.direction, this.finished.statements(), started, this.finished.prefix());
		if (this.step.recorded() != null && this.finished.statements() == 0) {
			this.writer.delete(this.step.version());
			this.writer.insert(this.step.recorded(), State.FAILED, null, progress);
		}
		else {
			this.writer.progress(this.step.version(), progress);
		}
		this.recorded = this.finished.statements();
	}

	/**
	 * A place between two statements.
	 *
	 * @param statements how many statements lie before it
	 * @param prefix the hash of what they mean
	 */
	private record Position(int statements, String prefix) {

	}

}
