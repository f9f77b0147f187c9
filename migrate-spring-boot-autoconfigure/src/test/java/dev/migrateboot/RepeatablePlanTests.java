package dev.migrateboot;

import java.util.List;
import java.util.stream.Collectors;

import dev.migrateboot.Planner.Rules;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When a plan runs a repeatable script that has changed; {@link TestHistory} tells how
 * builds and histories are written. A plan is printed with {@code +} for what is applied
 * and {@code -} for what is reverted.
 */
class RepeatablePlanTests {

	/**
	 * Each row: build | history | target | plan; the build has a repeatable script that
	 * has changed.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "001 002 | 001 | head | upgrade 001>002: +002 +R__views.sql",
			"001 002 | 001 | 2 | upgrade 001>002: +002 +R__views.sql",
			"001 002 | 001 | +1 | upgrade 001>002: +002 +R__views.sql", "001 002 | | +1 | upgrade base>001: +001",
			"001 002 | | 1 | upgrade base>001: +001", "001 002 | 001 002 | head | upgrade 002>002: +R__views.sql",
			"001 002 | 001 002 | 2 | upgrade 002>002: +R__views.sql",
			"001 002 | 001 002! | head | upgrade 001>002: +002 +R__views.sql",
			" | | head | upgrade base>base: +R__views.sql",
			"001 002 | 002 | head | upgrade 002>002: +001 +R__views.sql refused: out-of-order",
			// the database is ahead
			"001 002 | 001 002 003 | 3 | none 003>003:", "001 | 001 002! | 2 | none 001>001:",
			"001 | 001 002 | 1 | downgrade 002>001: -002",
			// a downgrade runs none
			"001 002 | 001 002 | 1 | downgrade 002>001: -002",
			"001 002 | 001 002 | base | downgrade 002>base: -002 -001", "001 002 | | base | none base>base:" })
	void planEndsWithRepeatableScriptsAtTheHeadOfTheBuild(@Nullable String build, @Nullable String history,
			String target, String plan) {
		assertThat(print(planner(build, history, "1").plan(Target.parse(target)))).isEqualTo(plan);
	}

	/**
	 * Each row: build | history | target | plan; the build has a repeatable script that
	 * has changed.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "001 002 | 001 002 | head | upgrade 002>002: +R__views.sql",
					"001 002 | 001 002 | 1 | none 002>002:", "001 | 001 002 | head | none 002>002:",
					"001 | 001 002! | head | none 001>001:", " | 001 | head | none 001>001:" })
	void upgradeAtMostEndsWithRepeatableScriptsAtTheHeadOfTheBuild(@Nullable String build, @Nullable String history,
			String target, String plan) {
		assertThat(print(planner(build, history, "1").upgradeAtMost(Target.parse(target)))).isEqualTo(plan);
	}

	@Test
	void idWhenRepeatableScriptDiffersIsAnother() {
		String id = planner("001", "001", "1").plan(Target.HEAD).id();
		assertThat(planner("001", "001", "1").plan(Target.HEAD).id()).isEqualTo(id);
		assertThat(planner("001", "001", "2").plan(Target.HEAD).id()).isNotEqualTo(id);
	}

	private static Planner planner(@Nullable String build, @Nullable String history, String hash) {
		Repeatable views = new Repeatable("views", TestScripts.script("R__views.sql", "select 1"));
		Rules rules = new Rules(false, null, List.of(), ScriptComparison::isSameDowngrade, DefinedPlaceholders.NONE,
				List.of(new MigrationStep.Repeat(views, hash)));
		return new Planner(TestHistory.build(build), TestHistory.of(history), rules);
	}

	private static String print(MigrationPlan plan) {
		String steps = plan.steps()
			.stream()
			.map((step) -> ((step.direction() == Direction.UPGRADE) ? " +" : " -") + step.label())
			.collect(Collectors.joining());
		String refusal = (plan.refusal() != null) ? " refused: " + plan.refusal().error() : "";
		return "%s %s>%s:%s%s".formatted(plan.direction(), Planner.printed(plan.from()), Planner.printed(plan.to()),
				steps, refusal);
	}

}
