package dev.migrateboot;

/**
 * Why a plan may not be executed.
 *
 * @param error the name of the reason, made for programs
 * @param message the reason
 * @param action what to do about it
 */
public record Refusal(String error, String message, String action) {

	static Refusal of(MigrateException ex) {
		return new Refusal(ex.getError(), ex.getMessage(), ex.getAction());
	}

}
