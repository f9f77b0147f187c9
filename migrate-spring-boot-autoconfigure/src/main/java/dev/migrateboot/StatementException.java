package dev.migrateboot;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

import dev.migrateboot.sql.Place;
import dev.migrateboot.sql.SqlStatement;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Thrown when a statement of a script fails. The message names the place, the statement
 * and what of the run is in the database.
 */
public final class StatementException extends MigrateException {

	private final String file;

	private final Place place;

	private final String statement;

	private final String sqlState;

	private final List<Version> done;

	private StatementException(String message, String action, Failure failure, List<Version> done) {
		super("statement-failed", message, action, failure.cause());
		this.file = failure.script().toString();
		this.place = failure.place();
		this.statement = (failure.statement() != null) ? failure.statement().sql() : "commit";
		this.sqlState = String.valueOf(failure.cause().getSQLState());
		this.done = List.copyOf(done);
	}

	/**
	 * Return the exception for a failure.
	 * @param failure what failed
	 * @param step the step that failed
	 * @param done the versions that this run has brought about before
	 * @param transactional whether the step has been rolled back as a whole
	 */
	static StatementException of(Failure failure, MigrationStep step, List<Version> done, boolean transactional) {
		String before = done.isEmpty() ? "Nothing else was run." : "Done before it in this run: %s."
			.formatted(done.stream().map(Version::toString).collect(Collectors.joining(", ")));
		String state = transactional ? "Revision %s was rolled back as a whole.".formatted(step.version())
				: "Revision %s runs outside a transaction: the statements before this one stay in effect."
					.formatted(step.version());
		String again = (step.direction() == Direction.UPGRADE) ? "start again" : "ask for the downgrade again";
		String action = transactional
				? "Correct the script and %s; nothing of %s is left in the database.".formatted(again, step.version())
				: "Correct this statement or what it found, and %s; finished statements are not repeated."
					.formatted(again);
		return new StatementException("%s\n\n%s %s".formatted(failure.describe(), state, before),
				failure.hint() + action, failure, done);
	}

	/**
	 * Return the script.
	 * @return the path as in the message
	 */
	public String getFile() {
		return this.file;
	}

	/**
	 * Return the place in the script.
	 * @return line and column of the failure
	 */
	public Place getPlace() {
		return this.place;
	}

	/**
	 * Return the statement that failed.
	 * @return its text
	 */
	public String getStatement() {
		return this.statement;
	}

	/**
	 * Return the SQLSTATE.
	 * @return five characters
	 */
	public String getSqlState() {
		return this.sqlState;
	}

	/**
	 * Return what the run had brought about before.
	 * @return the versions in their order
	 */
	public List<Version> getDone() {
		return this.done;
	}

	/**
	 * What failed where, before it is known what it means for the run.
	 *
	 * @param script the script
	 * @param statement the statement, or {@code null} if the commit failed
	 * @param position the position in the statement in code points, from 1, or 0
	 * @param cause the failure
	 */
	record Failure(Script script, @Nullable SqlStatement statement, int position, SQLException cause) {

		static Failure of(Script script, @Nullable SqlStatement statement, int shift, SQLException cause) {
			ServerErrorMessage error = serverMessage(cause);
			int position = (error != null) ? Math.max(error.getPosition() - shift, 0) : 0;
			return new Failure(script, statement, position, cause);
		}

		Place place() {
			return (this.statement != null) ? this.statement.locate(this.position) : new Place(1, 1);
		}

		String describe() {
			ServerErrorMessage error = serverMessage(this.cause);
			StringBuilder text = new StringBuilder();
			text.append("%s:%s: %s".formatted(this.script, place(),
					(error != null) ? error.getMessage() : this.cause.getMessage()));
			if (this.statement != null) {
				String line = this.statement.lineAt(this.position);
				int indent = Math.max(place().column() - firstColumn(), 0);
				text.append("\n\n    ").append(line.replace('\t', ' '));
				text.append("\n    ").append(" ".repeat(indent)).append("^\n");
			}
			append(text, "Detail", (error != null) ? error.getDetail() : null);
			append(text, "Hint", (error != null) ? error.getHint() : null);
			append(text, "Where", (error != null) ? error.getWhere() : null);
			append(text, "SQLSTATE", this.cause.getSQLState());
			return text.toString();
		}

		/**
		 * Return advice that a script cannot give itself.
		 */
		String hint() {
			return switch (String.valueOf(this.cause.getSQLState())) {
				case "25001" ->
					"Write '-- migrate: transaction=off' into the script's first lines: this statement cannot run inside a transaction. ";
				case "55P03" ->
					"Another session held a lock for longer than migrate.lock-timeout; find it in pg_stat_activity, or try at a quieter time. ";
				case "42501" -> "Grant the privilege, or set migrate.user to a role that has it. ";
				default -> "";
			};
		}

		private int firstColumn() {
			SqlStatement known = this.statement;
			return (known != null && place().line() == known.place().line()) ? known.place().column() : 1;
		}

		private static void append(StringBuilder text, String label, @Nullable String value) {
			if (value != null) {
				text.append("\n").append(label).append(": ").append(value);
			}
		}

		private static @Nullable ServerErrorMessage serverMessage(SQLException cause) {
			return (cause instanceof PSQLException failure) ? failure.getServerErrorMessage() : null;
		}

	}

}
