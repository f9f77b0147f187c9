package dev.migrateboot;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

	private final HistoryWriter writer;

	private final PreparedStep step;

	private final Map<Integer, SqlStatement> settings = new LinkedHashMap<>();

	private Position reached = new Position(0, "");

	private Position finished = this.reached;

	private int recorded;

	private @Nullable Progress last;

	private @Nullable Progress committed;

	ScriptProgress(HistoryWriter writer, PreparedStep step) {
		this.writer = writer;
		this.step = step;
		this.committed = step.progress();
	}

	/**
	 * Find the first statement that is not finished.
	 */
	@Nullable SqlStatement begin(SqlReader reader) throws IOException {
		Progress progress = this.step.progress();
		SqlStatement statement = reader.next();
		if (progress == null) {
			return statement;
		}
		while (statement != null && this.reached.statements() < progress.finished()) {
			statement = next(reader, statement);
		}
		if (!this.reached.prefix().equals(progress.prefix())) {
			throw HistoryException.prefixChanged(this.step.version(), this.step.script().toString(),
					progress.finished());
		}
		finish();
		this.recorded = progress.finished();
		logger.info("Resuming {}; statements that are finished: {}", this.step.script(), this.recorded);
		return statement;
	}

	/**
	 * Go on to the statement behind one that has been run.
	 */
	@Nullable SqlStatement next(SqlReader reader, SqlStatement done) throws IOException {
		reader.skipCopyData();
		if (SessionSettings.isSetting(done) && SessionSettings.reasonToSkip(done) == null) {
			this.settings.put(reader.statements(), done);
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
	 * Return the statements that record what is finished. Of a repeatable script only is
	 * kept that it has to run: it is written to run again from its beginning.
	 * @param started whether a statement is about to be sent whose outcome is not known
	 * until the next record
	 * @param existing what that statement found, or {@code null}
	 */
	List<String> record(boolean started, @Nullable List<Long> existing) {
		Progress progress = new Progress(this.step.step().direction(), this.finished.statements(), started,
				this.finished.prefix(), existing);
		this.last = progress;
		if (this.step.step() instanceof MigrationStep.Repeat repeat) {
			return List.of(this.writer.delete(repeat));
		}
		if (this.step.recorded() != null && this.finished.statements() == 0) {
			return List.of(this.writer.delete(this.step.version()),
					this.writer.insert(this.step.recorded(), State.FAILED, null, progress));
		}
		return List.of(this.writer.progress(this.step.version(), progress));
	}

	/**
	 * Take note that what is finished has been recorded.
	 */
	void committed() {
		this.recorded = this.finished.statements();
		this.committed = this.last;
	}

	/**
	 * Return what has been recorded, or {@code null} if nothing has.
	 */
	@Nullable Progress last() {
		return this.committed;
	}

	/**
	 * Return whether nothing has been finished by this run so far.
	 */
	boolean isWhereItBegan() {
		Progress progress = this.step.progress();
		return progress != null && this.reached.statements() == progress.finished();
	}

	/**
	 * Return what the finished statements have set for the rest of the script, by their
	 * numbers.
	 */
	Map<Integer, SqlStatement> settings() {
		return new LinkedHashMap<>(this.settings);
	}

	/**
	 * Return how many statements are recorded as finished.
	 */
	int recorded() {
		return this.recorded;
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
