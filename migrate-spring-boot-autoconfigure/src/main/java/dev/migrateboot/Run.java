package dev.migrateboot;

import java.time.OffsetDateTime;

import org.jspecify.annotations.Nullable;

/**
 * Who runs something, where and why.
 *
 * @param by who asked for it
 * @param reason why, or {@code null} at a start
 * @param instance the instance that runs it
 * @param build the build that runs it, or {@code null}
 * @param plan the id of the plan that is executed, or {@code null}
 * @param waits whether to wait for another run to end
 * @param source which text to run where stored and packaged downgrade differ, or
 * {@code null}
 * @param hold whether what is reverted stays down
 */
record Run(String by, @Nullable String reason, String instance, @Nullable String build, @Nullable String plan,
		boolean waits, @Nullable Source source, boolean hold) {

	/**
	 * Return what this run shows itself as when it begins.
	 */
	RunInfo begun(String direction, String target, int steps) {
		return new RunInfo(direction, target, this.instance, this.by, OffsetDateTime.now(), null, 0, steps);
	}

	/**
	 * Check that a plan is still the one that was read.
	 * @throws ClaimException if another run is changing it
	 * @throws PlanException if it is not
	 */
	void checkCurrent(MigrationPlan now, History history) {
		if (this.plan != null && !this.plan.equals(now.id())) {
			if (history.run() != null) {
				throw ClaimException.inProgress(history.run());
			}
			throw PlanException.stale();
		}
	}

}
