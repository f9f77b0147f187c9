package dev.migrateboot;

/**
 * Looks at every plan before anything of it runs, and may refuse it. Beans of this type
 * are asked in their order.
 */
@FunctionalInterface
public interface PlanCheck {

	/**
	 * Check a plan.
	 * @param plan the plan, with at least one step
	 * @throws PlanException to refuse it, see {@link PlanException#refused}
	 */
	void check(MigrationPlan plan);

}
