package dev.migrateboot;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;

import dev.migrateboot.Companion.Watch;
import dev.migrateboot.sql.Place;
import dev.migrateboot.sql.SqlReader;
import dev.migrateboot.sql.SqlStatement;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the statements of a script, each as it stands.
 */
final class StatementRunner {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private final Connection connection;

	private final Script script;

	private final SessionSettings settings;

	StatementRunner(Session session, PreparedStep step, SessionSettings settings) {
		this.connection = session.connection();
		this.script = step.script();
		this.settings = settings;
	}

	/**
	 * Send the statement that a reader has just returned, or leave it to the pipeline to
	 * send it with others.
	 * @throws FailedStatement if the server refuses it or one before it
	 */
	void run(SqlStatement statement, SqlReader reader, Pipeline pipeline) {
		switch (statement.kind()) {
			case COPY_FROM_STDIN -> {
				pipeline.flush();
				copyIn(statement, reader, pipeline);
			}
			case COPY_TO_STDOUT -> {
				pipeline.flush();
				copyOut(statement, reader.statements(), pipeline);
			}
			default -> run(statement, reader.statements(), pipeline);
		}
	}

	/**
	 * Send a statement that needs nothing but its text.
	 * @param number its number in the script, from 1
	 */
	void run(SqlStatement statement, int number, Pipeline pipeline) {
		String reason = SessionSettings.reasonToSkip(statement);
		if (reason != null) {
			logger.info("{}:{}: skipped '{}': {}", this.script, statement.place(), statement.written(), reason);
			return;
		}
		this.settings.watch(statement.sql(), pipeline);
		pipeline.add(statement, number);
	}

	private void copyIn(SqlStatement statement, SqlReader reader, Pipeline pipeline) {
		Place data = reader.copyDataPlace();
		String mark = pipeline.mark(reader.statements());
		try (Watch watch = pipeline.watch()) {
			watch.begin();
			this.connection.unwrap(PGConnection.class).getCopyAPI().copyIn(mark + statement.sql(), reader.copyData());
		}
		catch (SQLException ex) {
			throw new FailedStatement(StatementFailure.ofCopy(this.script, statement, mark.length(), data, ex));
		}
		catch (IOException ex) {
			throw this.script.unreadable(ex);
		}
	}

	private void copyOut(SqlStatement statement, int number, Pipeline pipeline) {
		String mark = pipeline.mark(number);
		try (Watch watch = pipeline.watch()) {
			watch.begin();
			this.connection.unwrap(PGConnection.class)
				.getCopyAPI()
				.copyOut(mark + statement.sql(), OutputStream.nullOutputStream());
		}
		catch (SQLException | IOException ex) {
			SQLException cause = (ex instanceof SQLException failure) ? failure : new SQLException(ex);
			throw new FailedStatement(StatementFailure.of(this.script, statement, mark.length(), cause));
		}
	}

}
