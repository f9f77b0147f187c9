package dev.migrateboot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.migrateboot.AppliedMigration.State;
import org.jspecify.annotations.Nullable;

/**
 * Decides what has to run, and in which order. A pure function of this build's
 * migrations, the history and a target.
 */
final class Planner {

	private final List<Migration> migrations;

	private final History history;

	private final Rules rules;

	private final @Nullable Version current;

	private final List<Migration> pending;

	Planner(List<Migration> migrations, History history, Rules rules) {
		this.migrations = migrations;
		this.history = history;
		this.rules = rules;
		this.current = history.current();
		this.pending = migrations.stream().filter((migration) -> isPending(migration.version())).toList();
	}

	/**
	 * Return the plan to a target, whichever way it leads.
	 * @throws TargetException if there is no such target
	 */
	MigrationPlan plan(Target target) {
		Version to = resolve(target);
		return leadsBack(target, to) ? downgradeTo(to) : upgradeTo(to);
	}

	/**
	 * Return the plan to apply what is pending up to a target.
	 * @throws TargetException if there is no such target or it lies below
	 */
	MigrationPlan upgrade(Target target) {
		if (!(target instanceof Target.Head) && leadsBack(target, resolve(target))) {
			throw TargetException.wrongDirection(target, Direction.UPGRADE, printed(this.current));
		}
		return upgradeAtMost(target);
	}

	/**
	 * Return the plan to apply what is pending up to a target; it is empty if the target
	 * lies below.
	 * @throws TargetException if there is no such target
	 */
	MigrationPlan upgradeAtMost(Target target) {
		return upgradeTo((target instanceof Target.Head) ? head() : resolve(target));
	}

	/**
	 * Return the plan to revert what is applied above a target.
	 * @throws TargetException if there is no such target or it lies above
	 */
	MigrationPlan downgrade(Target target) {
		Version to = resolve(target);
		boolean back = (target instanceof Target.Relative) ? leadsBack(target, to) : isBelow(to);
		if (!back && !Objects.equals(to, this.current)) {
			throw TargetException.wrongDirection(target, Direction.DOWNGRADE, printed(this.current));
		}
		return downgradeTo(to);
	}

	/**
	 * Return the version of this build that a target means when it is to be recorded.
	 * @throws TargetException if this build has no such version
	 */
	@Nullable Version stamped(Target target) {
		Version to = resolve(target);
		boolean known = to == null || this.migrations.stream().anyMatch((candidate) -> candidate.version().equals(to));
		if (!known) {
			throw TargetException.notInBuild(target, this.migrations.stream().map(Migration::version).toList());
		}
		return to;
	}

	@Nullable Version head() {
		return this.migrations.isEmpty() ? null : this.migrations.get(this.migrations.size() - 1).version();
	}

	private boolean isPending(Version version) {
		AppliedMigration applied = this.history.find(version);
		return applied == null || applied.state() == State.FAILED;
	}

	/**
	 * Whether the way to a target reverts something: a pending version is reached by
	 * applying it, wherever it lies.
	 */
	private boolean leadsBack(Target target, @Nullable Version to) {
		if (target instanceof Target.Relative relative) {
			return relative.steps() < 0;
		}
		return (to == null || !isPending(to)) && isBelow(to);
	}

	/**
	 * Whether something applied, be it half-way, lies above a version.
	 */
	private boolean isBelow(@Nullable Version to) {
		return this.history.applied().stream().anyMatch((row) -> to == null || row.version().compareTo(to) > 0);
	}

	private @Nullable Version resolve(Target target) {
		if (target instanceof Target.Head) {
			if (this.migrations.isEmpty() && !this.history.applied().isEmpty()) {
				throw TargetException.noHead(this.current);
			}
			return head();
		}
		if (target instanceof Target.Exactly exactly) {
			return known(exactly);
		}
		if (target instanceof Target.Relative relative) {
			return (relative.steps() > 0) ? ahead(relative) : behind(relative);
		}
		return null;
	}

	private Version known(Target.Exactly target) {
		Set<Version> known = new TreeSet<>();
		this.migrations.forEach((migration) -> known.add(migration.version()));
		this.history.applied().forEach((row) -> known.add(row.version()));
		return known.stream()
			.filter(target.version()::equals)
			.findFirst()
			.orElseThrow(() -> TargetException.unknown(target, List.copyOf(known)));
	}

	private Version ahead(Target.Relative target) {
		if (target.steps() > this.pending.size()) {
			throw TargetException.tooFar(target, this.pending.size());
		}
		return this.pending.get(target.steps() - 1).version();
	}

	private @Nullable Version behind(Target.Relative target) {
		List<Version> versions = this.history.applied()
			.stream()
			.map(AppliedMigration::version)
			.sorted(Comparator.reverseOrder())
			.toList();
		int steps = -target.steps();
		if (steps > versions.size()) {
			throw TargetException.tooFar(target, versions.size());
		}
		return (steps < versions.size()) ? versions.get(steps) : null;
	}

	private MigrationPlan upgradeTo(@Nullable Version to) {
		List<MigrationStep> steps = new ArrayList<>();
		for (Migration migration : this.pending) {
			if (to != null && migration.version().compareTo(to) <= 0) {
				steps.add(new MigrationStep.Apply(migration, this.history.find(migration.version()) != null));
			}
		}
		Version last = steps.isEmpty() ? this.current : steps.get(steps.size() - 1).version();
		steps.addAll(repeats(to));
		Version reached = (this.current != null && last != null && this.current.compareTo(last) > 0) ? this.current
				: last;
		return plan(reached, steps.isEmpty() ? Direction.NONE : Direction.UPGRADE, steps, refuseUpgrade(steps));
	}

	/**
	 * Repeatable scripts belong to the head of their build: below it they may need what
	 * is not there yet, and on a newer database an old build would put back what it has.
	 */
	private List<MigrationStep.Repeat> repeats(@Nullable Version to) {
		Version head = head();
		return (Objects.equals(to, head) && !isBelow(head)) ? this.rules.repeats() : List.of();
	}

	private @Nullable Refusal refuseUpgrade(List<MigrationStep> steps) {
		if (!this.rules.changed().isEmpty()) {
			return Refusal.of(HistoryException.changed(this.rules.changed()));
		}
		List<Version> late = steps.stream()
			.filter((step) -> step instanceof MigrationStep.Apply apply && !apply.resumed() && this.current != null
					&& apply.version().compareTo(this.current) < 0)
			.flatMap((step) -> Stream.ofNullable(step.version()))
			.toList();
		if (!late.isEmpty() && !this.rules.outOfOrder() && this.current != null) {
			return Refusal.of(HistoryException.outOfOrder(late, this.current));
		}
		return null;
	}

	private MigrationPlan downgradeTo(@Nullable Version to) {
		List<MigrationStep> steps = new ArrayList<>();
		List<AppliedMigration> rows = new ArrayList<>(this.history.applied());
		Collections.reverse(rows);
		for (AppliedMigration row : rows) {
			if (to == null || row.version().compareTo(to) > 0) {
				steps.add(revert(row));
			}
		}
		Version reached = (to != null && isPending(to)) ? highestUpTo(to) : to;
		return plan(reached, steps.isEmpty() ? Direction.NONE : Direction.DOWNGRADE, steps, refuseDowngrade(to, steps));
	}

	private @Nullable Version highestUpTo(Version to) {
		return this.history.applied()
			.stream()
			.map(AppliedMigration::version)
			.filter((version) -> version.compareTo(to) <= 0 && !isPending(version))
			.max(Comparator.naturalOrder())
			.orElse(null);
	}

	private MigrationStep.Revert revert(AppliedMigration row) {
		Script packaged = this.migrations.stream()
			.filter((migration) -> migration.version().equals(row.version()))
			.map(Migration::downgrade)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
		Source source = null;
		if (row.downgrade() == null) {
			source = (packaged != null) ? Source.PACKAGE : null;
		}
		else if (packaged == null || this.rules.sameDowngrade().test(row, packaged)) {
			source = Source.HISTORY;
		}
		return new MigrationStep.Revert(row, packaged, source);
	}

	private @Nullable Refusal refuseDowngrade(@Nullable Version to, List<MigrationStep> steps) {
		Version floor = this.rules.floor();
		if (!steps.isEmpty() && floor != null && (to == null || to.compareTo(floor) < 0)) {
			return new Refusal("below-floor",
					"Target %s lies below %s, the lowest version that migrate.downgrade.floor allows."
						.formatted(printed(to), floor),
					"Choose %s or a version above it.".formatted(floor));
		}
		List<String> dead = steps.stream()
			.map((step) -> (MigrationStep.Revert) step)
			.filter((step) -> step.applied().irreversible() != null
					|| (step.applied().downgrade() == null && step.packaged() == null))
			.map((step) -> "There is no way back over %s: %s. ".formatted(step.version(), whyDead(step.applied())))
			.toList();
		if (!dead.isEmpty()) {
			boolean code = steps.stream()
				.anyMatch((step) -> step instanceof MigrationStep.Revert revert && revert.packaged() == null
						&& revert.applied().downgradeClass() != null);
			return new Refusal("irreversible", String.join("", dead) + "Nothing has been run.",
					"Choose a target at or above it, %s, or restore a backup.".formatted(
							code ? "use a build that contains the class" : "add a downgrade script to this build"));
		}
		return this.rules.placeholders()
			.refusal(steps.stream()
				.map((step) -> (MigrationStep.Revert) step)
				.filter((step) -> step.source() == Source.HISTORY)
				.toList());
	}

	private static String whyDead(AppliedMigration row) {
		if (row.irreversible() != null) {
			return "it is declared irreversible (%s)".formatted(row.irreversible());
		}
		return (row.downgradeClass() != null)
				? "it is reverted by the class %s, which this build does not contain".formatted(row.downgradeClass())
				: "neither the history nor this build has a downgrade script for it";
	}

	private MigrationPlan plan(@Nullable Version to, Direction direction, List<MigrationStep> steps,
			@Nullable Refusal refusal) {
		return new MigrationPlan(id(to, steps), this.current, to, direction, steps, refusal);
	}

	private String id(@Nullable Version to, List<MigrationStep> steps) {
		String rows = this.history.applied()
			.stream()
			.map((row) -> row.version() + " " + row.upgrade().bytes() + " " + row.state())
			.collect(Collectors.joining("\n"));
		String todo = steps.stream()
			.map((step) -> step.label() + " " + step.direction() + " " + step.hash()
					+ this.rules.placeholders().hash(step))
			.collect(Collectors.joining("\n"));
		return ByteHash.of(Stream.of(printed(to), String.valueOf(this.history.journal()), rows, todo)
			.collect(Collectors.joining("\n\n")));
	}

	static String printed(@Nullable Version version) {
		return (version != null) ? version.toString() : "base";
	}

	/**
	 * What the settings and a comparison of texts say about a plan.
	 *
	 * @param outOfOrder whether pending versions below the current one are applied
	 * @param floor the version that a downgrade never goes below, or {@code null}
	 * @param changed the applied scripts whose change stops an upgrade
	 * @param sameDowngrade whether a packaged downgrade script means what the stored one
	 * does
	 * @param placeholders the placeholders that have a value
	 * @param repeats the repeatable scripts that have changed since they ran
	 */
	record Rules(boolean outOfOrder, @Nullable Version floor, List<ChangedScript> changed,
			BiPredicate<AppliedMigration, Script> sameDowngrade, DefinedPlaceholders placeholders,
			List<MigrationStep.Repeat> repeats) {

	}

}
