package dev.migrateboot.sql;

/**
 * Thrown when a script contains a placeholder that has no value.
 */
public final class UndefinedPlaceholderException extends RuntimeException {

	private final String placeholder;

	private final Place place;

	UndefinedPlaceholderException(String placeholder, Place place) {
		super("the placeholder %s is not defined".formatted(placeholder));
		this.placeholder = placeholder;
		this.place = place;
	}

	/**
	 * Return the placeholder.
	 * @return the placeholder as it is written
	 */
	public String getPlaceholder() {
		return this.placeholder;
	}

	/**
	 * Return where it begins.
	 * @return the place in the script
	 */
	public Place getPlace() {
		return this.place;
	}

}
