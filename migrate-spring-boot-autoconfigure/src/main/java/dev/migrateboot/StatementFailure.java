package dev.migrateboot;

import java.sql.SQLException;

import dev.migrateboot.sql.Place;
import dev.migrateboot.sql.SqlStatement;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What failed where, before it is known what it means for the run.
 *
 * @param script the script
 * @param statement the statement, or {@code null} if the script failed at its end
 * @param position the position in the statement in code points, from 1, or 0
 * @param cause the failure
 */
record StatementFailure(Script script, @Nullable SqlStatement statement, int position, SQLException cause) {

	private static final int LONGEST_LINE = 160;

	static StatementFailure of(Script script, @Nullable SqlStatement statement, int shift, SQLException cause) {
		ServerErrorMessage error = serverMessage(cause);
		int position = (error != null) ? Math.max(error.getPosition() - shift, 0) : 0;
		return new StatementFailure(script, statement, position, cause);
	}

	Place place() {
		return (this.statement != null) ? this.statement.locate(this.position) : new Place(1, 1);
	}

	String describe() {
		ServerErrorMessage error = serverMessage(this.cause);
		StringBuilder text = new StringBuilder();
		text.append(this.script).append((this.statement != null) ? ":" + place() : ", at its end").append(": ");
		text.append(DatabaseException.message(this.cause)).append('\n');
		if (this.statement != null) {
			int column = place().column()
					- ((place().line() == this.statement.place().line()) ? this.statement.place().column() : 1);
			appendLine(text, this.statement.lineAt(this.position).codePoints().toArray(), Math.max(column, 0));
		}
		append(text, "Detail", (error != null) ? error.getDetail() : null);
		append(text, "Hint", (error != null) ? error.getHint() : null);
		append(text, "Where", (error != null) ? error.getWhere() : null);
		append(text, "SQLSTATE", this.cause.getSQLState());
		return text.toString();
	}

	/**
	 * Return advice that the server does not give.
	 */
	String hint() {
		return switch (String.valueOf(this.cause.getSQLState())) {
			case "25001" ->
				"Write '-- migrate: transaction=off' into the script's first lines: this statement cannot run inside a transaction. ";
			case "55P03" ->
				"Another session held a lock for longer than the lock timeout (migrate.lock-timeout, or the directive lock-timeout); find it in pg_stat_activity, or try at a quieter time. ";
			case "57014" ->
				"The statement was cancelled, or ran longer than the statement timeout (migrate.statement-timeout, the directive statement-timeout, or the session's own). ";
			case "57P01", "57P02", "08003", "08006" -> "The connection to the server was lost. ";
			case "42501" -> "Grant the privilege, or set migrate.user to a role that has it. ";
			default -> leavesIndexBehind()
					? "An index that could not be built concurrently stays behind and is invalid: drop it first. " : "";
		};
	}

	private boolean leavesIndexBehind() {
		return this.statement != null && this.statement.words().indexOf("CREATE") == 0
				&& this.statement.words().contains("CONCURRENTLY");
	}

	/**
	 * Shows the line with a mark below the column; of a long line only what is around it.
	 */
	private static void appendLine(StringBuilder text, int[] line, int column) {
		int start = Math.max(0, Math.min(column - LONGEST_LINE / 2, line.length - LONGEST_LINE));
		int end = Math.min(line.length, start + LONGEST_LINE);
		String before = (start > 0) ? "…" : "";
		text.append("\n    ").append(before);
		text.append(new String(line, start, end - start).replace('\t', ' ')).append((end < line.length) ? "…" : "");
		text.append("\n    ").append(" ".repeat(before.length() + column - start)).append("^\n");
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
