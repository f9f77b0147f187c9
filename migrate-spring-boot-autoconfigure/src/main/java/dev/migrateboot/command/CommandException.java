package dev.migrateboot.command;

/**
 * Thrown when a command cannot do what it was asked for, for a reason that the engine
 * knows nothing of.
 */
final class CommandException extends RuntimeException {

	private final String action;

	CommandException(String message, String action) {
		super(message);
		this.action = action;
	}

	String getAction() {
		return this.action;
	}

}
