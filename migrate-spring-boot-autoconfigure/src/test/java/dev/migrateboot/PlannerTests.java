package dev.migrateboot;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import dev.migrateboot.MigrationStep.Apply;
import dev.migrateboot.MigrationStep.Revert;
import dev.migrateboot.Planner.Rules;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What has to run to get from where the database is to a target. The tables of cases are
 * the specification; {@link TestHistory} tells how builds and histories are written. A
 * plan is printed with {@code +} for a version that is applied, {@code *} for one that is
 * gone on with, {@code -} for one that is reverted and {@code ~} for one that is reverted
 * after it stopped half-way.
 */
class PlannerTests {

	private static final Rules RULES = new Rules(false, null, List.of(), ScriptComparison::isSameDowngrade,
			DefinedPlaceholders.NONE, List.of());

	/**
	 * Each row: build | history | target | plan.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			// an empty history
			"001 002 003 | | head | upgrade base>003: +001 +002 +003",
			"001 002 003 | | 2 | upgrade base>002: +001 +002", "001 002 003 | | +1 | upgrade base>001: +001",
			"001 002 003 | | +3 | upgrade base>003: +001 +002 +003", "001 002 003 | | base | none base>base:",
			" | | head | none base>base:", " | | base | none base>base:",
			// a part is applied
			"001 002 003 | 001 | head | upgrade 001>003: +002 +003", "001 002 003 | 001~ | +1 | upgrade 001>002: +002",
			"001 002 003 | 001 002 | 1 | downgrade 002>001: -002", "001 002 003 | 001 002 | 2 | none 002>002:",
			"001 002 003 | 001 002 | -1 | downgrade 002>001: -002",
			"001 002 003 | 001 002 | -2 | downgrade 002>base: -002 -001",
			"001 002 003 | 001 002 | base | downgrade 002>base: -002 -001",
			"001 002 003 | 001 002 003 | head | none 003>003:",
			// the database is ahead of the build
			"001 002 | 001 002 003 004 | head | downgrade 004>002: -004 -003",
			"001 002 | 001 002 003 004 | 3 | downgrade 004>003: -004", "001 002 | 001 002 003 004 | 4 | none 004>004:",
			"001 002 | 001 002 003 | -1 | downgrade 003>002: -003",
			"001 002 | 001 002 003 | base | downgrade 003>base: -003 -002 -001",
			" | 001 002 | 1 | downgrade 002>001: -002", " | 001 002 | base | downgrade 002>base: -002 -001",
			// an unknown version below head is harmless, and is reverted in its turn
			"001 003 004 | 001 002 003 | head | upgrade 003>004: +004",
			"001 003 | 001 002 003 | 1 | downgrade 003>001: -003 -002",
			"001 003 | 001 002 003 | 2 | downgrade 003>002: -003",
			// reverted in reverse order of application, not of version
			"001 002 003 | 001 003 002 | 1 | downgrade 003>001: -002 -003",
			"001 002 003 | 003 001 002 | base | downgrade 003>base: -002 -001 -003",
			"001 002 003 | 001 003 002 | -1 | downgrade 003>002: -003",
			// versions as numbers
			"9 10 | 9 | head | upgrade 9>10: +10", "1.9 1.10 | 1.9 1.10 | 1.9 | downgrade 1.10>1.9: -1.10",
			"001 | 1 | head | none 1>1:", "1 2 | 001 002 | 1.0 | downgrade 002>1: -002" })
	void planReturnsTheWayToTheTarget(@Nullable String build, @Nullable String history, String target, String plan) {
		assertThat(print(planner(build, history).plan(Target.parse(target)))).isEqualTo(plan);
	}

	/**
	 * Each row: build | history | target | plan.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			// an upgrade goes on with it
			"001 002 003 | 001 002! | head | upgrade 001>003: *002 +003",
			"001 002 | 001 002! | 2 | upgrade 001>002: *002", "001 002 003 | 001 002! | +1 | upgrade 001>002: *002",
			"001 | 001! | head | upgrade base>001: *001", "001 002 003 | 001 003 002! | head | upgrade 003>003: *002",
			// a downgrade reverts it first
			"001 002 003 | 001 002! | 1 | downgrade 001>001: ~002", "001 002 | 001 002! | -1 | downgrade 001>001: ~002",
			"001 002 | 001 002! | base | downgrade 001>base: ~002 -001",
			"001 | 001! | base | downgrade base>base: ~001",
			"001 002 003 | 001 002 003! | 1 | downgrade 002>001: ~003 -002",
			"001 002 003 | 001 003 002! | -1 | downgrade 003>001: -003",
			// it is not in this build
			"001 | 001 002! | head | downgrade 001>001: ~002", "001 | 001 002! | base | downgrade 001>base: ~002 -001",
			"001 | 001 002! | 2 | none 001>001:" })
	void planWhenRevisionStoppedHalfWayComesFirst(@Nullable String build, String history, String target, String plan) {
		assertThat(print(planner(build, history).plan(Target.parse(target)))).isEqualTo(plan);
	}

	/**
	 * Each row: out-of-order | build | history | target | plan.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "fail | 001 002 003 | 001 003 | head | upgrade 003>003: +002 refused: out-of-order",
					"apply | 001 002 003 | 001 003 | head | upgrade 003>003: +002",
					"fail | 001 002 003 004 | 003 | head | upgrade 003>004: +001 +002 +004 refused: out-of-order",
					"apply | 001 002 003 004 | 003 | head | upgrade 003>004: +001 +002 +004",
					"apply | 001 002 003 004 | 003 | +1 | upgrade 003>003: +001",
					"apply | 001 002 003 | 001 003 | 2 | upgrade 003>003: +002",
					"fail | 001 002 003 | 001 003 | 2 | upgrade 003>003: +002 refused: out-of-order",
					"apply | 001 002 003 | 001 003 | 3 | upgrade 003>003: +002",
					"fail | 001 002 003 | 001 003 | 3 | upgrade 003>003: +002 refused: out-of-order",
					"fail | 001 002 003 | 001 003 | 1 | downgrade 003>001: -003",
					"fail | 001 002 003 | 001 003 | base | downgrade 003>base: -003 -001",
					"fail | 001 002 | 001 003 | head | upgrade 003>003: +002 refused: out-of-order",
					"fail | 001 002 | 001 002! 003 | head | upgrade 003>003: *002" })
	void planWhenPendingVersionLiesBelowCurrentGoesByTheRule(String rule, String build, String history, String target,
			String plan) {
		Rules rules = new Rules(rule.equals("apply"), null, List.of(), ScriptComparison::isSameDowngrade,
				DefinedPlaceholders.NONE, List.of());
		assertThat(print(planner(build, history, rules).plan(Target.parse(target)))).isEqualTo(plan);
	}

	/**
	 * Each row: build | history | target | plan.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "001 002 | | head | upgrade base>002: +001 +002", "001 002 | 001 002 | head | none 002>002:",
					"001 002 | 001 002 003 | head | none 003>003:", " | 001 | head | none 001>001:",
					" | | head | none base>base:", "001 002 | | base | none base>base:",
					"001 | 001 002! | head | none 001>001:", "001 002 | 001 | +1 | upgrade 001>002: +002",
					"001 002 | 001 | 1 | none 001>001:" })
	void upgradeReturnsWhatIsPending(@Nullable String build, @Nullable String history, String target, String plan) {
		assertThat(print(planner(build, history).upgrade(Target.parse(target)))).isEqualTo(plan);
		assertThat(print(planner(build, history).upgradeAtMost(Target.parse(target)))).isEqualTo(plan);
	}

	/**
	 * Each row: build | history | target.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "001 002 | 001 002 | 1", "001 002 | 001 002 | base", "001 002 | 001 002 | -1",
			"001 002 | 001 002! | 1", "001 | 001! | base", "001 002 003 | 001 003 002! | -1" })
	void upgradeWhenTargetLiesBelowThrows(String build, String history, String target) {
		assertThatExceptionOfType(TargetException.class)
			.isThrownBy(() -> planner(build, history).upgrade(Target.parse(target)))
			.withMessageStartingWith("Target " + target + " lies below the current version ")
			.satisfies((ex) -> assertThat(ex.getError()).isEqualTo("wrong-direction"));
	}

	@Test
	void upgradeAtMostWhenTargetLiesBelowDoesNothing() {
		assertThat(print(planner("001 002", "001 002").upgradeAtMost(Target.parse("1")))).isEqualTo("none 002>002:");
		assertThat(print(planner("001 002 003", "001 002").upgradeAtMost(Target.parse("1"))))
			.isEqualTo("none 002>002:");
	}

	/**
	 * Each row: build | history | target | plan.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "001 002 | 001 002 | 1 | downgrade 002>001: -002",
			"001 002 | 001 002 | 2 | none 002>002:", "001 002 | 001 002 | head | none 002>002:",
			"001 | 001 002 | head | downgrade 002>001: -002", "001 | 001 002 | base | downgrade 002>base: -002 -001",
			"001 | 001 002 | -2 | downgrade 002>base: -002 -001", "001 | | base | none base>base:",
			"001 | 001! | base | downgrade base>base: ~001", "001 002 | 001 002! | 1 | downgrade 001>001: ~002",
			// to a version that is not applied itself
			"001 002 003 | 001 003 | 2 | downgrade 003>001: -003", "001 002 003 | 003 | 2 | downgrade 003>base: -003",
			"001 002 003 | 001 003 002! | 2 | downgrade 003>001: -003" })
	void downgradeReturnsWhatIsAppliedAbove(@Nullable String build, @Nullable String history, String target,
			String plan) {
		assertThat(print(planner(build, history).downgrade(Target.parse(target)))).isEqualTo(plan);
	}

	/**
	 * Each row: build | history | target.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "001 002 | 001 | 2", "001 002 | 001 | head", "001 002 | 001 | +1",
			"001 002 | | 1", "001 002 003 | 001 003 | +1", "001 002 | 001 002! | 2" })
	void downgradeWhenTargetLiesAboveThrows(String build, @Nullable String history, String target) {
		assertThatExceptionOfType(TargetException.class)
			.isThrownBy(() -> planner(build, history).downgrade(Target.parse(target)))
			.withMessageStartingWith("Target " + target + " lies above the current version ")
			.satisfies((ex) -> assertThat(ex.getError()).isEqualTo("wrong-direction"));
	}

	/**
	 * Each row: build | history | target | message.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"001 002 | 001 003 | 7 | Version 7 is neither in this build nor in the history.",
			" | | 1 | Version 1 is neither in this build nor in the history.",
			"001 002 | 001 | +2 | Target +2 is out of reach: 1 migration is pending.",
			"001 002 | 001 002 | +1 | Target +1 is out of reach: 0 migrations are pending.",
			"001 002 | 001 | -2 | Target -2 is out of reach: 1 migration is applied.",
			"001 002 | | -1 | Target -1 is out of reach: 0 migrations are applied.",
			" | 001 002 | head | This build contains no migrations, so there is no head; the database is at 002." })
	void planWhenThereIsNoSuchTargetThrows(@Nullable String build, @Nullable String history, String target,
			String message) {
		assertThatExceptionOfType(TargetException.class)
			.isThrownBy(() -> planner(build, history).plan(Target.parse(target)))
			.withMessage(message)
			.satisfies((ex) -> assertThat(ex.getError()).isEqualTo("unknown-target"));
		assertThatExceptionOfType(TargetException.class)
			.isThrownBy(() -> planner(build, history).downgrade(Target.parse(target)))
			.withMessage(message);
	}

	@Test
	void planWhenTargetIsUnknownNamesBuildAndHistory() {
		assertThatExceptionOfType(TargetException.class)
			.isThrownBy(() -> planner("001 002", "1 003").plan(Target.parse("7")))
			.satisfies((ex) -> assertThat(ex.getAction())
				.isEqualTo("Known versions are 001, 002, 003. Use head, base, a version, +n or -n."));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "001 002 | 001 | 2 | 002", "001 002 | | head | 002", "001 002 | 001 | base | base",
					"001 002 | 001 | +1 | 002", "001 002 | 001 002 | -1 | 001", " | | head | base" })
	void stampedReturnsTheVersionOfTheBuild(@Nullable String build, @Nullable String history, String target,
			String version) {
		assertThat(Planner.printed(planner(build, history).stamped(Target.parse(target)))).isEqualTo(version);
	}

	@Test
	void stampedWhenVersionIsInTheHistoryOnlyThrows() {
		assertThatExceptionOfType(TargetException.class)
			.isThrownBy(() -> planner("001", "001 002").stamped(Target.parse("2")))
			.withMessage(
					"Version 2 is in the history, but not in this build; only what is in the build can be recorded.");
	}

	/**
	 * Each row: floor | target | plan.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "2 | 1 | downgrade 003>001: -003 -002 refused: below-floor",
					"2 | base | downgrade 003>base: -003 -002 -001 refused: below-floor",
					"2 | -2 | downgrade 003>001: -003 -002 refused: below-floor", "2 | 2 | downgrade 003>002: -003",
					"3 | -1 | downgrade 003>002: -003 refused: below-floor", "5 | 3 | none 003>003:",
					"1.5 | 1 | downgrade 003>001: -003 -002 refused: below-floor" })
	void planWhenTargetLiesBelowTheFloorIsRefused(String floor, String target, String plan) {
		Rules rules = new Rules(false, Version.parse(floor), List.of(), ScriptComparison::isSameDowngrade,
				DefinedPlaceholders.NONE, List.of());
		MigrationPlan planned = planner("001 002 003", "001 002 003", rules).plan(Target.parse(target));
		assertThat(print(planned)).isEqualTo(plan);
		if (planned.refusal() != null) {
			assertThat(planned.refusal().message()).isEqualTo(
					"Target %s lies below %s, the lowest version that " + "migrate.downgrade.floor allows.",
					Planner.printed(planned.to()), floor);
			assertThat(planned.refusal().action()).isEqualTo("Choose %s or a version above it.", floor);
		}
	}

	/**
	 * Each row: build | history | reasons.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"001 002- | 001 002- | There is no way back over 002: neither the history nor this build has a downgrade script "
					+ "for it.",
			"001 | 001 002- | There is no way back over 002: neither the history nor this build has a downgrade script "
					+ "for it.",
			"001 002 | 001 002x | There is no way back over 002: it is declared irreversible (drops the only copy).",
			"001 002- 003- | 001 002-x 003- | There is no way back over 003: neither the history nor this build has a "
					+ "downgrade script for it. There is no way back over 002: it is declared irreversible (drops the only "
					+ "copy)." })
	void planWhenThereIsNoWayBackIsRefused(String build, String history, String reasons) {
		MigrationPlan plan = planner(build, history).plan(Target.parse("1"));
		assertThat(plan.refusal()).isEqualTo(new Refusal("irreversible", reasons + " Nothing has been run.",
				"Choose a target at or above it, add a downgrade script to this build, or restore a backup."));
		assertThat(plan.steps()).isNotEmpty();
	}

	@Test
	void planWhenThereIsNoWayBackOverALowerVersionIsNotRefused() {
		assertThat(print(planner("001 002- 003", "001 002- 003").plan(Target.parse("2"))))
			.isEqualTo("downgrade 003>002: -003");
	}

	/**
	 * Each row: build | history | source of the text.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "002 | 002 | history", "002- | 002 | history", "001 | 002 | history",
			"002 | 002- | package", "002 | 002' | open", "002- | 002' | history", "001 | 002' | history" })
	void planWhenRevertingChoosesTheText(String build, String history, String source) {
		MigrationPlan plan = planner(build, history).plan(Target.BASE);
		assertThat(plan.refusal()).isNull();
		MigrationStep step = plan.steps().get(0);
		assertThat((step.source() != null) ? step.source().toString() : "open").isEqualTo(source);
	}

	@Test
	void planWhenTextsDifferInCommentsOnlyTakesTheStoredOne() {
		Migration migration = TestScripts.migration("001", "/* a comment */ down 001");
		Planner planner = new Planner(List.of(migration), TestHistory.of("001"), RULES);
		assertThat(planner.plan(Target.BASE).steps().get(0).source()).isEqualTo(Source.HISTORY);
	}

	@ParameterizedTest
	@ValueSource(strings = { "head", "2", "3" })
	void planWhenScriptHasChangedIsRefusedUpwards(String target) {
		List<Migration> build = TestHistory.build("001 002 003");
		Rules rules = new Rules(false, null, List.of(new ChangedScript(build.get(0), "- a\n+ b\n")),
				ScriptComparison::isSameDowngrade, DefinedPlaceholders.NONE, List.of());
		Planner planner = new Planner(build, TestHistory.of("001 002"), rules);
		MigrationPlan plan = planner.plan(Target.parse(target));
		assertThat(plan.refusal()).isNotNull();
		assertThat(plan.refusal().error()).isEqualTo("changed-script");
		assertThat(plan.refusal().message())
			.isEqualTo("db/migration/001_test_upgrade.sql has been changed after it was applied:\n\n- a\n+ b\n");
		assertThat(planner.plan(Target.BASE).refusal()).isNull();
	}

	@Test
	void planWhenOutOfOrderSaysWhatToDo() {
		Refusal refusal = planner("001 002 003", "003").plan(Target.HEAD).refusal();
		assertThat(refusal).isEqualTo(
				new Refusal("out-of-order", "001, 002 are pending below the current version 003. Nothing has been run.",
						"Give the scripts a version above 003, or set migrate.out-of-order=apply."));
	}

	@Test
	void idIsTheSameForTheSameInput() {
		String id = planner("001 002 003", "001 002").plan(Target.HEAD).id();
		assertThat(id).matches("[0-9a-f]{64}");
		assertThat(planner("001 002 003", "001 002").plan(Target.parse("3")).id()).isEqualTo(id);
		assertThat(planner("001 002 003", "001 002").upgrade(Target.parse("+1")).id()).isEqualTo(id);
	}

	/**
	 * Each row: what goes into the plan's identity, changed in one way.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "001 002 003 | 001 002 | 7 | 2", "001 002 003 | 001 002 | 7 | base",
			"001 002 003 | 001 002 | 8 | 1", "001 002 003 | 001 002~ | 7 | 1", "001 002 003 | 001 002! | 7 | 1",
			"001 002 003 | 002 001 | 7 | 1", "001 002 003 | 001~ 002 | 7 | 1", "001 002 003 | 001 002 003 | 7 | 1",
			"001 002 003 | 001 002' | 7 | 1", "001 002- 003 | 001 002 | 7 | 1", "001 002 003 | 001 002- | 7 | 1" })
	void idWhenAnythingDiffersIsAnother(String build, String history, long journal, String target) {
		String id = planner("001 002 003", "001 002").plan(Target.parse("1")).id();
		Planner other = new Planner(TestHistory.build(build), TestHistory.of(history, journal, null), RULES);
		assertThat(other.plan(Target.parse(target)).id()).isNotEqualTo(id);
	}

	@Test
	void idWhenTextOfUpgradeDiffersIsAnother() {
		String id = planner("001", "").plan(Target.HEAD).id();
		UnaryOperator<String> other = (text) -> new Planner(List.of(new Migration(Version.parse("001"), "test 001",
				TestScripts.script("001_test_upgrade.sql", text), null)), TestHistory.of(""), RULES)
			.plan(Target.HEAD)
			.id();
		assertThat(other.apply("up 001")).isEqualTo(id);
		assertThat(other.apply("up 001;")).isNotEqualTo(id);
	}

	@Test
	void idWhenAppliedScriptDiffersIsAnother() {
		History history = TestHistory.of("001 002");
		AppliedMigration row = history.applied().get(0);
		AppliedMigration changed = new AppliedMigration(row.order(), row.version(), row.description(), row.script(),
				row.state(), new AppliedMigration.Hashes("0000", row.upgrade().meaning()), row.downgrade(),
				row.downgradeScript(), row.downgradePlaceholders(), row.irreversible(), row.appliedAt(),
				row.appliedBy(), row.build(), row.durationMs(), row.progress());
		History other = new History(history.tables(), List.of(changed, history.applied().get(1)), List.of(), List.of(),
				7, null);
		List<Migration> build = TestHistory.build("001 002 003");
		assertThat(new Planner(build, other, RULES).plan(Target.HEAD).id())
			.isNotEqualTo(new Planner(build, history, RULES).plan(Target.HEAD).id());
	}

	private static Planner planner(@Nullable String build, @Nullable String history) {
		return planner(build, history, RULES);
	}

	private static Planner planner(@Nullable String build, @Nullable String history, Rules rules) {
		return new Planner(TestHistory.build(build), TestHistory.of(history), rules);
	}

	private static String print(MigrationPlan plan) {
		String steps = plan.steps().stream().map(PlannerTests::print).collect(Collectors.joining());
		String refusal = (plan.refusal() != null) ? " refused: " + plan.refusal().error() : "";
		return "%s %s>%s:%s%s".formatted(plan.direction(), Planner.printed(plan.from()), Planner.printed(plan.to()),
				steps, refusal);
	}

	private static String print(MigrationStep step) {
		if (step instanceof Apply apply) {
			return (apply.resumed() ? " *" : " +") + step.version();
		}
		return (((Revert) step).partial() ? " ~" : " -") + step.version();
	}

}
