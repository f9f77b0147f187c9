package dev.migrateboot;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Thrown when the database cannot be used as it is: not reachable, not PostgreSQL, no
 * privilege, read-only.
 */
public final class DatabaseException extends MigrateException {

	private final boolean unreachable;

	DatabaseException(String message, String action, @Nullable Throwable cause) {
		this(message, action, cause, false);
	}

	private DatabaseException(String message, String action, @Nullable Throwable cause, boolean unreachable) {
		super("database", message, action, cause);
		this.unreachable = unreachable;
	}

	static DatabaseException notPostgres(String product) {
		return new DatabaseException("The database is %s; migrations run on PostgreSQL only.".formatted(product),
				"Point spring.datasource.url, or migrate.url, to a PostgreSQL database, or set migrate.enabled=false.",
				null);
	}

	static DatabaseException unreachable(Throwable cause) {
		return new DatabaseException("No connection to the database: %s".formatted(cause.getMessage()),
				"Check that the server runs and that the address, user and password of the data source are right.",
				cause, true);
	}

	/**
	 * Return the exception for a server that did not let anybody in.
	 * @param waited for how long
	 */
	static DatabaseException starting(SQLException cause, Duration waited) {
		SQLException first = sqlException(cause);
		return new DatabaseException(
				"Waited %s for the database, which still is not ready: %s (SQLSTATE 57P03). Nothing has been run."
					.formatted(ClaimException.printed(waited), message((first != null) ? first : cause)),
				"Look into the server's log for what its start waits for, such as a recovery that takes long or a "
						+ "standby that serves nobody, and start again once it lets clients in.",
				cause, true);
	}

	/**
	 * Return whether no connection could be had.
	 */
	public boolean isUnreachable() {
		return this.unreachable;
	}

	/**
	 * Return whether no connection could be had because the server is still starting.
	 */
	static boolean isStarting(SQLException failure) {
		return has(failure, (sql) -> "57P03".equals(sql.getSQLState()));
	}

	/**
	 * Translate a failure of one of our own statements.
	 * @param doing what was being done, to be continued by a colon
	 * @param cause the failure
	 */
	static DatabaseException translate(String doing, SQLException cause) {
		String message = "%s failed: %s (SQLSTATE %s).".formatted(doing, message(cause), cause.getSQLState());
		return new DatabaseException(message, action(String.valueOf(cause.getSQLState())), cause);
	}

	/**
	 * Return the exception for a transaction that could not be committed.
	 * @param subject what was being applied or reverted
	 * @param cause the failure
	 */
	static DatabaseException commit(String subject, SQLException cause) {
		return new DatabaseException(
				"The transaction of %s could not be committed: %s (SQLSTATE %s). If the connection was lost at that moment, it may have been."
					.formatted(subject, message(cause), cause.getSQLState()),
				"Start again: the history tells whether the revision is applied, and nothing is run twice.", cause);
	}

	/**
	 * Return the failure of the driver that is behind another one, or {@code null}.
	 * Behind that of a lost connection there is an {@link java.io.IOException}.
	 */
	static @Nullable SQLException sqlException(Throwable failure) {
		return Stream.iterate(failure, (cause) -> cause != null, Throwable::getCause)
			.filter(SQLException.class::isInstance)
			.map(SQLException.class::cast)
			.reduce((first, second) -> second)
			.orElse(null);
	}

	/**
	 * Return whether a failure of the driver is behind another one, or is itself one, for
	 * which a condition holds.
	 */
	static boolean has(Throwable failure, Predicate<SQLException> condition) {
		return Stream.iterate(failure, (cause) -> cause != null, Throwable::getCause)
			.anyMatch((cause) -> cause instanceof SQLException sql && condition.test(sql));
	}

	/**
	 * Return whether a failure means that the connection is gone, by what the driver or
	 * the server says of it.
	 */
	static boolean isLoss(SQLException cause) {
		String state = String.valueOf(cause.getSQLState());
		return state.startsWith("08") || Set.of("57P01", "57P02", "57P03", "57P05").contains(state);
	}

	/**
	 * Return what the server says, or else the driver.
	 */
	static String message(SQLException cause) {
		ServerErrorMessage error = (cause instanceof PSQLException failure) ? failure.getServerErrorMessage() : null;
		return String.valueOf((error != null && error.getMessage() != null) ? error.getMessage() : cause.getMessage());
	}

	private static String action(String state) {
		return switch (state) {
			case "42501" -> "Grant the privilege that the message names to this role, or set migrate.user and "
					+ "migrate.password to a role that owns the schema.";
			case "25006" -> "Connect to the primary server with a session that may write (a standby and "
					+ "default_transaction_read_only=on allow reading only).";
			case "55P03", "57014" ->
				"Another session holds a lock on the tables of the history; try again once it has ended.";
			default -> "Look the SQLSTATE up in appendix A of the PostgreSQL manual; the server's log may say more.";
		};
	}

}
