package dev.migrateboot;

/**
 * Thrown when the settings contradict each other or the application. The database has not
 * been touched.
 */
public final class ConfigurationException extends MigrateException {

	/**
	 * Create an exception.
	 * @param message what is wrong
	 * @param action the setting to change
	 */
	public ConfigurationException(String message, String action) {
		super("configuration", message, action, null);
	}

}
