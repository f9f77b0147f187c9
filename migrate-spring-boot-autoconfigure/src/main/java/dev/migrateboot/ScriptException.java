package dev.migrateboot;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a script has a wrong name or cannot be read, or a migration in code does
 * not declare what it has to. Nothing of it has run.
 */
public final class ScriptException extends MigrateException {

	private final String script;

	ScriptException(String script, String message, String action) {
		this(script, message, action, null);
	}

	ScriptException(String script, String message, String action, @Nullable Throwable cause) {
		super("script", message, action, cause);
		this.script = script;
	}

	/**
	 * Return the script.
	 * @return the location as configured and the path below it, or a class
	 */
	public String getScript() {
		return this.script;
	}

}
