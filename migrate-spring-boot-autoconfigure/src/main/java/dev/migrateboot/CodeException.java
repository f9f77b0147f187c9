package dev.migrateboot;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a migration in code fails. The message names the class, the line where it
 * failed and what of the run is in the database.
 */
public final class CodeException extends MigrateException {

	private final String type;

	private final Version version;

	private final @Nullable Integer line;

	private final @Nullable String sqlState;

	private final List<String> done;

	private final transient @Nullable SQLException conflict;

	private CodeException(PreparedStep step, String message, String action, @Nullable RuntimeException cause,
			@Nullable SQLException conflict, List<String> done) {
		super("statement-failed", message, action, cause);
		this.type = step.script().name();
		this.version = step.version();
		StackTraceElement place = place(this.type, cause);
		this.line = (place != null && place.getLineNumber() > 0) ? place.getLineNumber() : null;
		SQLException failure = sqlException(cause);
		this.sqlState = (failure != null) ? failure.getSQLState() : null;
		this.conflict = conflict;
		this.done = List.copyOf(done);
	}

	static CodeException failed(PreparedStep step, RuntimeException cause, List<String> done) {
		return failed(step, cause, done, "");
	}

	/**
	 * Return the exception for code that failed.
	 * @param waited what to tell about its attempts, behind a line end, or nothing
	 */
	static CodeException failed(PreparedStep step, RuntimeException cause, List<String> done, String waited) {
		SQLException failure = sqlException(cause);
		StackTraceElement place = place(step.script().name(), cause);
		boolean upgrade = step.step().direction() == Direction.UPGRADE;
		String message = "%s, revision %s: %s\n%s%s%s\n\nRevision %s was rolled back as a whole. %s".formatted(
				step.script(), step.version(), (failure != null) ? DatabaseException.message(failure) : cause,
				(place != null) ? "\nAt: " + place : "", (failure != null) ? StatementFailure.details(failure) : "",
				waited, step.version(), StatementException.before(done));
		boolean retryable = failure != null && LockRetry.isRetryable(failure.getSQLState());
		String action = "%s%s; %s.".formatted(retryable ? "" : "Correct the class and ",
				upgrade ? (retryable ? "Start again" : "start again")
						: (retryable ? "Ask for the downgrade again" : "ask for the downgrade again"),
				(upgrade ? "nothing of %s is left in the database" : "%s is applied as before")
					.formatted(step.version()));
		return new CodeException(step, message, hint(step, failure) + action, cause, retryable ? failure : null, done);
	}

	static CodeException endedTransaction(PreparedStep step, @Nullable RuntimeException cause, List<String> done) {
		return new CodeException(step,
				"%s, revision %s: the code has ended the transaction that it runs in.\n\nWhat it committed stays in the database, and the history says nothing of it. %s"
					.formatted(step.script(), step.version(), StatementException.before(done)),
				"Take COMMIT and ROLLBACK out of the code and revert by hand what it has committed; then start again.",
				cause, null, done);
	}

	/**
	 * Return the same failure with what is known of those who were its cause.
	 */
	CodeException explained(PreparedStep step, LockRetry retry, @Nullable List<Blocker> blockers) {
		return (this.conflict != null && getCause() instanceof RuntimeException cause)
				? failed(step, cause, this.done, retry.describe(this.sqlState, blockers)) : this;
	}

	/**
	 * Return the failure if others were its cause and the transaction is rolled back,
	 * else {@code null}.
	 */
	@Nullable SQLException conflict() {
		return this.conflict;
	}

	/**
	 * Return the class of the migration.
	 * @return its name
	 */
	public String getType() {
		return this.type;
	}

	/**
	 * Return the version of the migration.
	 * @return the version
	 */
	public Version getVersion() {
		return this.version;
	}

	/**
	 * Return the line of the class where the failure came through.
	 * @return the line, or {@code null} if it is not known
	 */
	public @Nullable Integer getLine() {
		return this.line;
	}

	/**
	 * Return the SQLSTATE.
	 * @return five characters, or {@code null} if the failure is none of the database
	 */
	public @Nullable String getSqlState() {
		return this.sqlState;
	}

	/**
	 * Return what the run had brought about before.
	 * @return the versions in their order
	 */
	public List<String> getDone() {
		return this.done;
	}

	private static String hint(PreparedStep step, @Nullable SQLException failure) {
		if (failure == null) {
			return "";
		}
		if ("25001".equals(failure.getSQLState())) {
			return "Migrations in code run in a transaction: put a statement that cannot into a script. ";
		}
		return StatementFailure.atEnd(step.script(), failure).hint();
	}

	private static @Nullable SQLException sqlException(@Nullable RuntimeException cause) {
		return (cause != null) ? DatabaseException.sqlException(cause) : null;
	}

	private static @Nullable StackTraceElement place(String type, @Nullable RuntimeException cause) {
		return Stream.iterate((Throwable) cause, (failure) -> failure != null, Throwable::getCause)
			.flatMap((failure) -> Stream.of(failure.getStackTrace()))
			.filter((element) -> element.getClassName().equals(type) || element.getClassName().startsWith(type + "$"))
			.findFirst()
			.orElse(null);
	}

}
