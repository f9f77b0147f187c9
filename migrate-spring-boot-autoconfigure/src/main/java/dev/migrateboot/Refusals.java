package dev.migrateboot;

import java.util.List;
import java.util.stream.Stream;

import dev.migrateboot.MigrationStep.Apply;
import dev.migrateboot.MigrationStep.Revert;
import dev.migrateboot.Planner.Rules;
import org.jspecify.annotations.Nullable;

/**
 * Says why the steps of a plan may not run. A pure function of the steps, the history and
 * the rules.
 */
final class Refusals {

	private final History history;

	private final Rules rules;

	Refusals(History history, Rules rules) {
		this.history = history;
		this.rules = rules;
	}

	/**
	 * Return why an upgrade may not run, or {@code null} if it may.
	 */
	@Nullable Refusal upgrade(List<MigrationStep> steps) {
		if (!this.rules.changed().isEmpty()) {
			return Refusal.of(HistoryException.changed(this.rules.changed()));
		}
		Version current = this.history.current();
		List<Version> late = steps.stream()
			.filter((step) -> step instanceof Apply apply && !apply.resumed() && current != null
					&& apply.version().compareTo(current) < 0)
			.flatMap((step) -> Stream.ofNullable(step.version()))
			.toList();
		return (!late.isEmpty() && !this.rules.outOfOrder() && current != null)
				? Refusal.of(HistoryException.outOfOrder(late, current)) : null;
	}

	/**
	 * Return why a start may not run an upgrade: it would apply what a downgrade has left
	 * held, as it was then.
	 * @param head the newest version of this build, or {@code null} without one
	 */
	@Nullable Refusal start(List<MigrationStep> steps, @Nullable Version head) {
		Hold hold = this.history.hold();
		if (hold == null || hold.isBelow(head)) {
			return null;
		}
		List<Version> held = steps.stream()
			.filter((step) -> step instanceof Apply apply && isHeld(apply.migration()))
			.flatMap((step) -> Stream.ofNullable(step.version()))
			.toList();
		return held.isEmpty() ? null : Refusal.of(HistoryException.held(hold, held, this.history.current()));
	}

	private boolean isHeld(Migration migration) {
		return this.history.heldNow()
			.stream()
			.anyMatch((row) -> row.version().equals(migration.version())
					&& ScriptComparison.isSame(row.upgrade(), migration.upgrade()));
	}

	/**
	 * Return why a downgrade may not run, or {@code null} if it may.
	 * @param to where it leads, or {@code null} for base
	 */
	@Nullable Refusal downgrade(@Nullable Version to, List<Revert> steps) {
		Version floor = this.rules.floor();
		if (!steps.isEmpty() && floor != null && (to == null || to.compareTo(floor) < 0)) {
			return new Refusal("below-floor",
					"Target %s lies below %s, the lowest version that migrate.downgrade.floor allows."
						.formatted(Planner.printed(to), floor),
					"Choose %s or a version above it.".formatted(floor));
		}
		List<String> dead = steps.stream()
			.filter((step) -> step.applied().irreversible() != null
					|| (step.applied().downgrade() == null && step.packaged() == null))
			.map((step) -> "There is no way back over %s: %s. ".formatted(step.version(), whyDead(step.applied())))
			.toList();
		if (!dead.isEmpty()) {
			boolean code = steps.stream()
				.anyMatch((step) -> step.packaged() == null && step.applied().downgradeClass() != null);
			return new Refusal("irreversible", String.join("", dead) + "Nothing has been run.",
					"Choose a target at or above it, %s, or restore a backup.".formatted(
							code ? "use a build that contains the class" : "add a downgrade script to this build"));
		}
		return this.rules.placeholders()
			.refusal(steps.stream().filter((step) -> step.source() == Source.HISTORY).toList());
	}

	private static String whyDead(AppliedMigration row) {
		if (row.irreversible() != null) {
			return "it is declared irreversible (%s)".formatted(row.irreversible());
		}
		return (row.downgradeClass() != null)
				? "it is reverted by the class %s, which this build does not contain".formatted(row.downgradeClass())
				: "neither the history nor this build has a downgrade script for it";
	}

}
