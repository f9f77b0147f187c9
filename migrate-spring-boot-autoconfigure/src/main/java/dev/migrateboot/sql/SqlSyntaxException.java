package dev.migrateboot.sql;

/**
 * Thrown when a script cannot be cut into statements.
 */
public final class SqlSyntaxException extends RuntimeException {

	private final Place place;

	SqlSyntaxException(String message, Place place) {
		super(message);
		this.place = place;
	}

	/**
	 * Return where the text that cannot be read begins.
	 * @return the place in the script
	 */
	public Place getPlace() {
		return this.place;
	}

}
