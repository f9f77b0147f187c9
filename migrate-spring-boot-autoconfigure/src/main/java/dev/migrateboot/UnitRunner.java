package dev.migrateboot;

import java.io.IOException;
import java.io.Reader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

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
 * recorded as started before and as finished after it. The session is put back after each
 * unit, and what the script has set is set again before the next.
 */
final class UnitRunner {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private static final List<String> SET_TRANSACTION = List.of("SET", "TRANSACTION");

	private final Session session;

	private final Claim claim;

	private final ScriptProgress progress;

	private final MigrateSettings settings;

	private final SessionSettings before;

	private final PreparedStep step;

	private final StatementRunner statements;

	UnitRunner(Session session, Claim claim, ScriptProgress progress, MigrateSettings settings, SessionSettings before,
			PreparedStep step) {
		this.session = session;
		this.claim = claim;
		this.progress = progress;
		this.settings = settings;
		this.before = before;
		this.step = step;
		this.statements = new StatementRunner(session.connection(), step.script(), before);
	}

	void run() throws SQLException {
		try (Reader text = this.step.script().open()) {
			SqlReader reader = new SqlReader(text);
			SqlStatement statement = this.progress.begin(reader);
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

	private boolean isAlone(SqlStatement statement) {
		return !this.step.outline().directives().transaction() || statement.kind() == StatementKind.NON_TRANSACTIONAL;
	}

	private @Nullable SqlStatement together(SqlReader reader, SqlStatement first) throws SQLException {
		this.claim.renew(this.step.version());
		return this.session.<@Nullable SqlStatement>transaction(() -> {
			this.claim.guard();
			apply(this.step.lockTimeout(this.settings), true, reader);
			SqlStatement statement = first;
			try {
				while (statement != null && !isAlone(statement)) {
					this.statements.run(statement, reader, "");
					statement = this.progress.next(reader, statement);
				}
			}
			catch (IOException ex) {
				throw this.step.script().unreadable(ex);
			}
			this.statements.checkConstraints();
			this.before.restore();
			this.progress.finish();
			this.progress.recordInside();
			return statement;
		});
	}

	/**
	 * A statement that is refused inside a transaction waits for older transactions by
	 * its nature: only the script itself can set a limit to that.
	 */
	private @Nullable SqlStatement alone(SqlReader reader, SqlStatement statement) throws SQLException, IOException {
		Duration own = this.step.outline().directives().lockTimeout();
		Duration lockTimeout = (statement.kind() != StatementKind.NON_TRANSACTIONAL)
				? this.step.lockTimeout(this.settings) : (own != null) ? own : Duration.ZERO;
		outside(reader, lockTimeout, () -> this.statements.run(statement, reader, this.claim.mark()));
		SqlStatement next = this.progress.next(reader, statement);
		this.progress.finish();
		this.progress.record(false);
		return next;
	}

	/**
	 * What the script has committed by itself is finished. Inside its transactions the
	 * claim is guarded as in our own, from their first statement on: a later one may have
	 * changed the role.
	 */
	private void asWritten(SqlReader reader, @Nullable SqlStatement first) throws SQLException, IOException {
		outside(reader, this.step.lockTimeout(this.settings), () -> {
			boolean open = false;
			boolean guarded = false;
			SqlStatement statement = first;
			while (statement != null) {
				if (open && !guarded && Collections.indexOfSubList(statement.words(), SET_TRANSACTION) != 0) {
					this.claim.guard();
					guarded = true;
				}
				this.statements.run(statement, reader, this.claim.mark());
				open = isOpenAfter(statement, open);
				statement = this.progress.next(reader, statement);
				if (!open) {
					this.progress.finish();
					guarded = false;
				}
			}
			if (open) {
				throw new ScriptException(this.step.script().toString(),
						"%s begins a transaction that it does not end; what it did in it was rolled back."
							.formatted(this.step.script()),
						"End the transaction with COMMIT, or leave its BEGIN out: a script runs in a transaction anyway.");
			}
		});
	}

	private static boolean isOpenAfter(SqlStatement statement, boolean before) {
		if (statement.kind() != StatementKind.TRANSACTION_CONTROL) {
			return before;
		}
		List<String> words = statement.words();
		return switch (words.get(0)) {
			case "BEGIN", "START" -> true;
			default -> words.contains("CHAIN") && !words.contains("NO");
		};
	}

	/**
	 * As long as the server answers, what it refused is known not to have taken effect.
	 */
	private void outside(SqlReader reader, Duration lockTimeout, Sending sending) throws SQLException, IOException {
		this.progress.record(true);
		this.claim.renew(this.step.version());
		try {
			apply(lockTimeout, false, reader);
			sending.send();
		}
		catch (RuntimeException | SQLException | IOException ex) {
			suppress(ex, () -> {
				this.session.jdbc().sql("rollback").update();
				this.before.restore();
			});
			boolean known = suppress(ex, () -> this.progress.record(false));
			if (ex instanceof FailedStatement failed) {
				failed.outcomeKnown(known);
			}
			throw ex;
		}
		this.before.restore();
	}

	private void apply(Duration lockTimeout, boolean local, SqlReader reader) {
		this.before.apply(lockTimeout, this.step.statementTimeout(this.settings), this.settings.schema(), local);
		this.progress.settings().forEach((setting) -> this.statements.run(setting, reader, ""));
	}

	private static boolean suppress(Exception failure, Sending afterwards) {
		try {
			afterwards.send();
			return true;
		}
		catch (RuntimeException | SQLException | IOException ex) {
			failure.addSuppressed(ex);
			return false;
		}
	}

	/**
	 * Sends statements outside our transactions.
	 */
	@FunctionalInterface
	private interface Sending {

		void send() throws SQLException, IOException;

	}

}
