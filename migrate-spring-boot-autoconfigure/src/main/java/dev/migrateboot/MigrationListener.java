package dev.migrateboot;

/**
 * Is told what a run does, on the thread that runs it. An exception it throws stops the
 * run before the next step.
 */
public interface MigrationListener {

	/**
	 * Called once the claim is held, before the first step.
	 * @param plan what will run
	 */
	default void beforeRun(MigrationPlan plan) {
	}

	/**
	 * Called after each step, once it is committed.
	 * @param step what the step did
	 */
	default void afterStep(MigrationReport.Step step) {
	}

	/**
	 * Called after the last step.
	 * @param report what has been done
	 */
	default void afterRun(MigrationReport report) {
	}

}
