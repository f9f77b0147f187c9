package dev.migrateboot;

import java.io.IOException;
import java.io.Reader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

import dev.migrateboot.AppliedMigration.Progress;
import dev.migrateboot.CatalogTrace.Outcome;
import dev.migrateboot.ScriptOutline.Mode;
import dev.migrateboot.sql.SqlReader;
import dev.migrateboot.sql.SqlStatement;
import dev.migrateboot.sql.StatementKind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a script: as one transaction, or in units. Ordinary statements run together in a
 * transaction that also records how far the script has come; a statement that cannot is
 * recorded as started before and as finished after it. The session is put back after each
 * unit, and what the script has set is set again before the next.
 */
final class UnitRunner {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private final Session session;

	private final Claim claim;

	private final MigrateSettings settings;

	private final SessionSettings before;

	private final PreparedStep step;

	private final ScriptProgress progress;

	private final StatementRunner statements;

	private final OutsideTransaction outside;

	UnitRunner(Session session, Claim claim, HistoryWriter writer, MigrateSettings settings, SessionSettings before,
			PreparedStep step) {
		this.session = session;
		this.claim = claim;
		this.settings = settings;
		this.before = before;
		this.step = step;
		this.progress = new ScriptProgress(writer, step);
		this.statements = new StatementRunner(session, step, before);
		this.outside = new OutsideTransaction(session, claim, settings, before, step, this.progress);
	}

	/**
	 * Run the whole script in one transaction.
	 * @param records asked at its end for what records it
	 */
	void atOnce(Supplier<List<String>> records) throws SQLException {
		read((reader) -> run(reader, reader.next(), (statement) -> true, records));
	}

	/**
	 * Run what is not finished of the script, unit by unit.
	 */
	void inUnits() throws SQLException {
		read((reader) -> {
			SqlStatement statement = this.progress.begin(reader);
			if (this.step.progress() == null) {
				this.outside.record(false, null);
			}
			if (this.step.outline().mode() == Mode.AS_WRITTEN) {
				logger.info("{} begins and ends transactions itself and is run as written", this.step.script());
				checkNotStarted(statement);
				this.outside.run(this.step.lockTimeout(this.settings), null,
						(pipeline) -> new OwnTransactions(this.claim, this.step, this.progress, this.statements)
							.run(reader, statement, pipeline));
				return;
			}
			SqlStatement next = statement;
			while (next != null) {
				next = isAlone(next) ? alone(reader, next) : together(reader, next);
			}
		});
	}

	/**
	 * Return how many statements are recorded as finished.
	 */
	int recorded() {
		return this.progress.recorded();
	}

	/**
	 * Return the step without what is recorded as finished.
	 */
	PreparedStep remaining() {
		return this.step.resumed(this.progress.last());
	}

	private boolean isAlone(SqlStatement statement) {
		return !this.step.outline().directives().transaction() || statement.kind() == StatementKind.NON_TRANSACTIONAL;
	}

	private @Nullable SqlStatement together(SqlReader reader, SqlStatement first) throws SQLException {
		checkNotStarted(first);
		this.claim.renew();
		SqlStatement next = run(reader, first, (statement) -> !isAlone(statement), () -> {
			this.progress.finish();
			return this.progress.record(false, null);
		});
		this.progress.committed();
		return next;
	}

	/**
	 * Run statements in a transaction as long as they belong to it. In a script that runs
	 * in units one that adds an enum's label ends it: the label can be used only after
	 * the commit.
	 */
	private @Nullable SqlStatement run(SqlReader reader, @Nullable SqlStatement first, Predicate<SqlStatement> belongs,
			Supplier<List<String>> records) throws SQLException {
		ScriptTransaction transaction = new ScriptTransaction(this.session, this.claim, this.settings, this.before,
				this.step);
		return transaction.<@Nullable SqlStatement>run(() -> {
			this.progress.settings()
				.forEach((number, setting) -> this.statements.run(setting, number, transaction.pipeline()));
			try {
				SqlStatement statement = first;
				boolean ended = false;
				while (statement != null && !ended && belongs.test(statement)) {
					this.statements.run(statement, reader, transaction.pipeline());
					ended = !this.step.outline().isTransactional() && EnumLabel.of(statement) != null;
					statement = this.progress.next(reader, statement);
				}
				return statement;
			}
			catch (IOException ex) {
				throw this.step.script().unreadable(ex);
			}
		}, records);
	}

	/**
	 * A concurrent statement waits for older transactions by its nature: only the script
	 * itself can set a limit to that. Every other one would have the world queue behind
	 * it.
	 */
	private @Nullable SqlStatement alone(SqlReader reader, SqlStatement statement) throws SQLException, IOException {
		Duration own = this.step.outline().directives().lockTimeout();
		Duration lockTimeout = !statement.words().contains("CONCURRENTLY") ? this.step.lockTimeout(this.settings)
				: (own != null) ? own : Duration.ZERO;
		CatalogTrace trace = CatalogTrace.of(statement);
		Started started = new Started();
		this.outside.under(lockTimeout, (pipeline) -> started.look(trace, statement, pipeline));
		if (!started.done) {
			this.outside.run(lockTimeout, started.existing, (pipeline) -> {
				this.claim.requireTime();
				this.statements.run(statement, reader, pipeline);
				pipeline.flush();
				String flaw = trace.flaw(this.session.jdbc(), started.existing);
				if (flaw != null) {
					throw pipeline.failed(StatementFailure.of(this.step.script(), statement, 0,
							new SQLException(flaw, IndexTrace.NOT_VALID)));
				}
			});
		}
		SqlStatement next = this.progress.next(reader, statement);
		this.progress.finish();
		this.outside.record(false, null);
		return next;
	}

	/**
	 * Return the record of an earlier run that has come as far as this one, or
	 * {@code null}.
	 */
	private @Nullable Progress earlier() {
		return this.progress.isWhereItBegan() ? this.step.progress() : null;
	}

	private void checkNotStarted(@Nullable SqlStatement statement) {
		Progress earlier = earlier();
		if (earlier != null && earlier.started()) {
			throw HistoryException.outcomeUnknown(this.step, earlier,
					this.step.script() + ((statement != null) ? ":" + statement.place() : ""));
		}
	}

	private void read(Reading reading) throws SQLException {
		try (Reader text = this.step.script().open()) {
			reading.read(new SqlReader(text, this.step.placeholders()));
		}
		catch (IOException ex) {
			throw this.step.script().unreadable(ex);
		}
	}

	/**
	 * What is known of a statement before it is sent.
	 */
	private final class Started {

		private boolean done;

		private @Nullable List<Long> existing;

		void look(CatalogTrace trace, SqlStatement statement, Pipeline pipeline) throws SQLException {
			UnitRunner runner = UnitRunner.this;
			Progress earlier = runner.earlier();
			if (earlier == null || earlier.existing() == null) {
				runner.checkNotStarted(statement);
				this.existing = trace.existing(runner.session.jdbc());
				return;
			}
			this.existing = earlier.existing();
			Outcome outcome = trace.settle(runner.session, pipeline, this.existing);
			if (outcome == Outcome.UNKNOWN) {
				runner.checkNotStarted(statement);
			}
			this.done = outcome == Outcome.DONE;
			if (this.done) {
				logger.info("{}:{} had taken effect before its record was written", runner.step.script(),
						statement.place());
			}
		}

	}

	/**
	 * Reads the script.
	 */
	@FunctionalInterface
	private interface Reading {

		void read(SqlReader reader) throws SQLException, IOException;

	}

}
