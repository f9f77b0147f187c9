package dev.migrateboot;

import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when another instance is migrating, or has taken over.
 */
public final class ClaimException extends MigrateException {

	private final @Nullable RunInfo run;

	private ClaimException(String message, String action, @Nullable RunInfo run) {
		super("run-in-progress", message, action, null);
		this.run = run;
	}

	static ClaimException timeout(RunInfo run, Duration waited) {
		return new ClaimException(
				"Waited %s for another instance that is migrating: %s. Nothing has been run by this instance."
					.formatted(printed(waited), run.describe()),
				"See what it does in /actuator/migrations on any instance; if it only needs longer, raise migrate.claim-timeout.",
				run);
	}

	/**
	 * Return the exception for whoever does not wait. What is sent to the database is not
	 * told: the endpoint's answer has no say in who may see it.
	 */
	static ClaimException inProgress(RunInfo run) {
		RunInfo shown = run.withoutQueries();
		return new ClaimException("Another run is in progress: %s.".formatted(shown.describe()),
				"Wait until it has ended, then read the plan again.", shown);
	}

	static ClaimException lost() {
		return new ClaimException(
				"This instance lost the right to migrate to another one while it was paused or cut off; what it had not committed is rolled back.",
				"Start again; the history tells what has been applied.", null);
	}

	static ClaimException late() {
		return new ClaimException(
				"This instance was paused or cut off between the renewal of its right to migrate and a statement that no transaction guards; the statement was not sent.",
				"Start again; the history tells what has been applied.", null);
	}

	static String printed(Duration duration) {
		return duration.toString().substring(2).toLowerCase(Locale.ROOT);
	}

	/**
	 * Return the run that is in the way.
	 * @return the run, or {@code null} if it is not known
	 */
	public @Nullable RunInfo getRun() {
		return this.run;
	}

}
