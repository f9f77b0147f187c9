package dev.migrateboot;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the database is not brought where it was asked to be. The message says what
 * happened and what state the database is in; the action says what to do next. Startup,
 * endpoint and command line print the same two texts.
 */
public abstract sealed class MigrateException extends RuntimeException
		permits ClaimException, CodeException, ConfigurationException, DatabaseException, HistoryException,
		PlanException, ScriptException, StatementException, TargetException {

	private final String error;

	private final String action;

	MigrateException(String error, String message, String action, @Nullable Throwable cause) {
		super(message, cause);
		this.error = error;
		this.action = action;
	}

	/**
	 * Return the name of the failure, made for programs.
	 * @return a constant in lower case, such as {@code statement-failed}
	 */
	public String getError() {
		return this.error;
	}

	/**
	 * Return what to do next.
	 * @return one or more sentences
	 */
	public String getAction() {
		return this.action;
	}

	@Override
	public String getMessage() {
		return String.valueOf(super.getMessage());
	}

}
