package dev.migrateboot;

import java.util.List;

import dev.migrateboot.Planner.Rules;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What has to be decided before a plan is executed.
 */
class MigrationPlanTests {

	private static final Rules RULES = new Rules(false, null, List.of(), ScriptComparison::isSameDowngrade,
			DefinedPlaceholders.NONE, List.of());

	@Test
	void requireSourceWhenTextsDifferAndNobodyHasChosenThrows() {
		MigrationPlan plan = plan("001 002 003", "001' 002 003'");
		assertThatExceptionOfType(PlanException.class).isThrownBy(() -> plan.requireSource(null))
			.withMessage(
					"The downgrade script of 003, 001 in this build is not the one that was stored when it was applied. "
							+ "Nothing has been run.")
			.satisfies((ex) -> {
				assertThat(ex.getError()).isEqualTo("source-required");
				assertThat(ex.getAction())
					.isEqualTo("Read both in the plan, then choose: source=history for the stored one, "
							+ "source=package for this build's.");
			});
	}

	@Test
	void requireSourceWhenItIsClearOrChosenReturns() {
		plan("001", "001").requireSource(null);
		plan("001", "001'").requireSource(Source.HISTORY);
		plan("001", "001'").requireSource(Source.PACKAGE);
	}

	@Test
	void orThrowWhenRefusedThrowsTheRefusal() {
		MigrationPlan plan = plan("001", "001").refuse(new Refusal("an-error", "A message.", "An action."));
		assertThatExceptionOfType(PlanException.class).isThrownBy(plan::orThrow)
			.withMessage("A message.")
			.satisfies((ex) -> {
				assertThat(ex.getError()).isEqualTo("an-error");
				assertThat(ex.getAction()).isEqualTo("An action.");
			});
		assertThat(plan.steps()).hasSize(1);
	}

	@Test
	void orThrowWhenAllowedReturnsThePlan() {
		MigrationPlan plan = plan("001", "001");
		assertThat(plan.orThrow()).isSameAs(plan);
		assertThat(plan.isEmpty()).isFalse();
		assertThat(plan("001", "").isEmpty()).isTrue();
	}

	private static MigrationPlan plan(String build, String history) {
		return new Planner(TestHistory.build(build), TestHistory.of(history), RULES).plan(Target.BASE);
	}

}
