package dev.migrateboot;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The way from where the database is to a target. Reading it touches nothing.
 *
 * @param id the identity: equal as long as history, build and target are what they were
 * @param from the current version, or {@code null} at base
 * @param to the version that will be current, or {@code null} for base
 * @param direction which way the steps lead
 * @param steps what will run, in this order
 * @param refusal why it may not be executed, or {@code null} if it may
 */
public record MigrationPlan(String id, @Nullable Version from, @Nullable Version to, Direction direction,
		List<MigrationStep> steps, @Nullable Refusal refusal) {

	/**
	 * Copy the steps.
	 */
	public MigrationPlan {
		steps = List.copyOf(steps);
	}

	/**
	 * Return whether there is nothing to do.
	 * @return {@code true} without steps
	 */
	public boolean isEmpty() {
		return this.steps.isEmpty();
	}

	/**
	 * Return whether a text may run that comes from the history.
	 */
	boolean runsStoredScripts() {
		return this.steps.stream()
			.anyMatch((step) -> step instanceof MigrationStep.Revert revert && revert.source() != Source.PACKAGE
					&& revert.applied().downgrade() != null);
	}

	MigrationPlan refuse(Refusal refusal) {
		return new MigrationPlan(this.id, this.from, this.to, this.direction, this.steps, refusal);
	}

	/**
	 * Return this plan if it may be executed.
	 * @throws PlanException if not
	 */
	MigrationPlan orThrow() {
		if (this.refusal != null) {
			throw PlanException.of(this.refusal);
		}
		return this;
	}

	/**
	 * Check that it is clear which text every step runs.
	 * @throws PlanException if stored and packaged script differ and nobody has chosen
	 */
	void requireSource(@Nullable Source chosen) {
		List<Version> open = this.steps.stream()
			.filter((step) -> step.source() == null)
			.flatMap((step) -> Stream.ofNullable(step.version()))
			.toList();
		if (chosen == null && !open.isEmpty()) {
			throw PlanException.sourceRequired(open);
		}
	}

}
