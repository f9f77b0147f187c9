package dev.migrateboot;

import java.io.BufferedReader;
import java.io.IOException;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
 * @param place the place in the script
 * @param line the line of the script with that place, or {@code null} if it is not known
 * exactly
 * @param column where in the line to point at, from 0
 * @param cause the failure
 */
record StatementFailure(Script script, @Nullable SqlStatement statement, Place place, @Nullable String line, int column,
		SQLException cause) {

	private static final int LONGEST_LINE = 160;

	private static final String CANCELLED = "57014";

	/**
	 * What the server says of the data behind a COPY, whatever its language is.
	 */
	private static final Pattern COPY_LINE = Pattern.compile("(?m)^COPY .*, \\D+ (\\d+)(?:[,:].*)?$");

	private static final Pattern BLOCK_LINE = Pattern.compile("inline_code_block\\D+(\\d+)");

	private static final Pattern BODY = Pattern.compile("\\$\\w*\\$|'");

	/**
	 * Return the failure of a statement.
	 * @param shift how much longer than the statement the text is that was sent
	 */
	static StatementFailure of(Script script, SqlStatement statement, int shift, SQLException cause) {
		ServerErrorMessage error = serverMessage(cause);
		int position = (error != null) ? error.getPosition() - shift : 0;
		if (position <= 0 && statement.words().indexOf("DO") == 0) {
			position = blockPosition(statement, error);
		}
		Place place = statement.locate(position);
		int first = (place.line() == statement.place().line()) ? statement.place().column() : 1;
		return new StatementFailure(script, statement, place, statement.lineAt(position),
				Math.max(place.column() - first, 0), cause);
	}

	/**
	 * Return the failure of a {@code COPY … FROM STDIN}.
	 * @param shift how much longer than the statement the text is that was sent
	 * @param data where its data begin
	 */
	static StatementFailure ofCopy(Script script, SqlStatement statement, int shift, Place data, SQLException cause) {
		ServerErrorMessage error = serverMessage(cause);
		Matcher where = COPY_LINE.matcher((error != null) ? String.valueOf(error.getWhere()) : "");
		if (!where.find()) {
			return of(script, statement, shift, cause);
		}
		Place place = new Place(data.line() + Integer.parseInt(where.group(1)) - 1, 1);
		return new StatementFailure(script, statement, place, lineOf(script, place.line()), 0, cause);
	}

	/**
	 * Return the failure of a statement that is this one or a later one.
	 */
	static StatementFailure somewhere(Script script, SqlStatement statement, SQLException cause) {
		return new StatementFailure(script, statement, statement.place(), null, 0, cause);
	}

	/**
	 * Return the failure of what was deferred to the end of the script.
	 */
	static StatementFailure atEnd(Script script, SQLException cause) {
		return new StatementFailure(script, null, new Place(1, 1), null, 0, cause);
	}

	String describe() {
		StringBuilder text = new StringBuilder();
		text.append(this.script).append(describePlace()).append(": ");
		text.append(DatabaseException.message(this.cause)).append('\n');
		if (this.line != null) {
			appendLine(text, this.line.codePoints().toArray());
		}
		return text.append(details(this.cause)).toString();
	}

	/**
	 * Return what the server says besides its message, each on a line behind a line end.
	 */
	static String details(SQLException cause) {
		ServerErrorMessage error = serverMessage(cause);
		StringBuilder text = new StringBuilder();
		append(text, "Detail", (error != null) ? error.getDetail() : null);
		append(text, "Hint", (error != null) ? error.getHint() : null);
		append(text, "Where", (error != null) ? error.getWhere() : null);
		append(text, "SQLSTATE", cause.getSQLState());
		return text.toString();
	}

	/**
	 * Return advice that the server does not give.
	 */
	String hint() {
		if (this.statement != null && this.line == null) {
			return "Write '-- migrate: pipeline=off' into the script's first lines to see which statement failed: with "
					+ "logServerErrorDetail=false the driver does not tell. ";
		}
		return switch (String.valueOf(this.cause.getSQLState())) {
			case "25001" ->
				"Write '-- migrate: transaction=off' into the script's first lines: this statement cannot run inside a transaction. ";
			case "2D000" ->
				"Write '-- migrate: transaction=off' into the script's first lines: what this statement runs ends the transaction itself. ";
			case "55P03" ->
				"End the session that holds the lock, or try at a quieter time; migrate.lock-timeout (or the directive lock-timeout) is how long a statement waits for a lock, migrate.lock-retry-for how long it is tried again. ";
			case "40P01", "40001" ->
				"Others changed the same at the same time; migrate.lock-retry-for is how long to go on trying. ";
			case CANCELLED ->
				"The statement was cancelled, or ran longer than the statement timeout: raise that (migrate.statement-timeout, the directive statement-timeout, or the session's own) where it needs the time. ";
			case "57P01", "57P02", "57P05", "08003", "08006" -> "The connection to the server was lost. ";
			case "42501" -> "Grant the privilege, or set migrate.user to a role that has it. ";
			default -> leavesIndexBehind()
					? "The invalid index that it leaves behind is dropped when the statement is sent again. " : "";
		};
	}

	/**
	 * Return whether the script or what it found can be the cause, and not only others or
	 * the loss of the connection.
	 */
	boolean isOfTheScript() {
		return !LockRetry.isRetryable(this.cause.getSQLState()) && !CANCELLED.equals(this.cause.getSQLState())
				&& !DatabaseException.isLoss(this.cause);
	}

	private boolean leavesIndexBehind() {
		return this.statement != null && IndexTrace.of(this.statement) != null
				&& !IndexTrace.NOT_VALID.equals(this.cause.getSQLState());
	}

	private String describePlace() {
		if (this.statement == null) {
			return ", at its end";
		}
		return ((this.line != null) ? ":" : ", at or behind ") + this.place;
	}

	/**
	 * Shows the line with a mark below the column; of a long line only what is around it.
	 */
	private void appendLine(StringBuilder text, int[] line) {
		int start = Math.max(0, Math.min(this.column - LONGEST_LINE / 2, line.length - LONGEST_LINE));
		int end = Math.min(line.length, start + LONGEST_LINE);
		String before = (start > 0) ? "…" : "";
		text.append("\n    ").append(before);
		text.append(new String(line, start, end - start).replace('\t', ' ')).append((end < line.length) ? "…" : "");
		text.append("\n    ").append(" ".repeat(before.length() + this.column - start)).append("^\n");
	}

	private static void append(StringBuilder text, String label, @Nullable String value) {
		if (value != null) {
			text.append("\n").append(label).append(": ").append(value);
		}
	}

	/**
	 * Return the position of the line of an anonymous block that PL/pgSQL names: its
	 * first line is the one on which the body begins.
	 */
	private static int blockPosition(SqlStatement statement, @Nullable ServerErrorMessage error) {
		Matcher line = BLOCK_LINE.matcher((error != null) ? String.valueOf(error.getWhere()) : "");
		Matcher body = BODY.matcher(statement.sql());
		if (!line.find() || !body.find()) {
			return 0;
		}
		int index = body.end();
		for (int lines = Integer.parseInt(line.group(1)); lines > 1; lines--) {
			index = statement.sql().indexOf('\n', index) + 1;
			if (index == 0) {
				return 0;
			}
		}
		while (index < statement.sql().length() && Character.isWhitespace(statement.sql().charAt(index))) {
			index++;
		}
		return statement.sql().codePointCount(0, index) + 1;
	}

	private static @Nullable String lineOf(Script script, int line) {
		try (BufferedReader text = new BufferedReader(script.open())) {
			return text.lines().skip(line - 1L).findFirst().orElse(null);
		}
		catch (IOException ex) {
			throw script.unreadable(ex);
		}
	}

	private static @Nullable ServerErrorMessage serverMessage(SQLException cause) {
		return (cause instanceof PSQLException failure) ? failure.getServerErrorMessage() : null;
	}

}
