package dev.migrateboot;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown when a plan may not be executed, before anything of it has run.
 */
public final class PlanException extends MigrateException {

	private PlanException(String error, String message, String action) {
		super(error, message, action, null);
	}

	/**
	 * Create the refusal of a {@link PlanCheck}.
	 * @param message why the plan may not run
	 * @param action what to do about it
	 * @return the exception
	 */
	public static PlanException refused(String message, String action) {
		return new PlanException("refused", message, action);
	}

	static PlanException of(Refusal refusal) {
		return new PlanException(refusal.error(), refusal.message(), refusal.action());
	}

	static PlanException sourceRequired(List<Version> versions) {
		String printed = versions.stream().map(Version::toString).collect(Collectors.joining(", "));
		return new PlanException("source-required",
				"The downgrade script of %s in this build is not the one that was stored when it was applied. Nothing has been run."
					.formatted(printed),
				"Read both in the plan, then choose: source=history for the stored one, source=package for this build's.");
	}

	static PlanException stale() {
		return new PlanException("stale-plan",
				"The plan is out of date: the database or the build is no longer what it was read from. Nothing has been run.",
				"Read the plan again and decide anew.");
	}

}
