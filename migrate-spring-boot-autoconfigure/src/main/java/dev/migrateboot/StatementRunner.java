package dev.migrateboot;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;

import dev.migrateboot.sql.SqlReader;
import dev.migrateboot.sql.SqlStatement;
import dev.migrateboot.sql.StatementKind;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the statements of a script, one by one and each as it stands.
 */
final class StatementRunner {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private final Connection connection;

	private final Script script;

	private final SessionSettings settings;

	StatementRunner(Connection connection, Script script, SessionSettings settings) {
		this.connection = connection;
		this.script = script;
		this.settings = settings;
	}

	/**
	 * Send a statement.
	 * @param mark a comment to put in front, possibly empty
	 * @throws FailedStatement if the server refuses it
	 */
	void run(SqlStatement statement, SqlReader reader, String mark) {
		String reason = SessionSettings.reasonToSkip(statement);
		if (reason != null) {
			logger.info("{}:{}: skipped '{}': {}", this.script, statement.place(), statement.sql(), reason);
			return;
		}
		this.settings.watch(statement);
		try {
			if (statement.kind() == StatementKind.COPY_FROM_STDIN) {
				this.connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement.sql(), reader.copyData());
				return;
			}
			try (Statement sender = this.connection.createStatement()) {
				sender.setEscapeProcessing(false);
				sender.execute(mark + statement.sql());
				log(statement, sender.getWarnings());
			}
		}
		catch (SQLException ex) {
			throw new FailedStatement(StatementFailure.of(this.script, statement, mark.length(), ex));
		}
		catch (IOException ex) {
			throw this.script.unreadable(ex);
		}
	}

	/**
	 * Check now what the script has deferred to the end of the transaction.
	 * @throws FailedStatement if the server finds a violation
	 */
	void checkConstraints() {
		try (Statement sender = this.connection.createStatement()) {
			sender.execute("set constraints all immediate");
		}
		catch (SQLException ex) {
			throw new FailedStatement(StatementFailure.of(this.script, null, 0, ex));
		}
	}

	private void log(SqlStatement statement, @Nullable SQLWarning warnings) {
		for (SQLWarning warning = warnings; warning != null; warning = warning.getNextWarning()) {
			if ("01000".compareTo(String.valueOf(warning.getSQLState())) <= 0) {
				logger.warn("{}:{}: {}", this.script, statement.place(), warning.getMessage());
			}
			else {
				logger.info("{}:{}: {}", this.script, statement.place(), warning.getMessage());
			}
		}
	}

	/**
	 * Carries a failure to where it is known what it means for the run.
	 */
	static final class FailedStatement extends RuntimeException {

		private final transient StatementFailure failure;

		private boolean outcomeKnown = true;

		FailedStatement(StatementFailure failure) {
			super(failure.cause());
			this.failure = failure;
		}

		StatementFailure failure() {
			return this.failure;
		}

		void outcomeKnown(boolean known) {
			this.outcomeKnown = known;
		}

		boolean isOutcomeKnown() {
			return this.outcomeKnown;
		}

	}

}
