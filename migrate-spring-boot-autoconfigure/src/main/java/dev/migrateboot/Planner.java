package dev.migrateboot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
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

	private final TargetResolver targets;

	private final Refusals refusals;

	Planner(List<Migration> migrations, History history, Rules rules) {
		this.migrations = migrations;
		this.history = history;
		this.rules = rules;
		this.current = history.current();
		this.pending = migrations.stream().filter((migration) -> isPending(migration.version())).toList();
		this.targets = new TargetResolver(migrations, history, this.pending);
		this.refusals = new Refusals(history, rules);
	}

	/**
	 * Return the plan to a target, whichever way it leads.
	 * @throws TargetException if there is no such target
	 */
	MigrationPlan plan(Target target) {
		Version to = this.targets.resolve(target);
		return leadsBack(target, to) ? downgradeTo(to) : upgradeTo(to);
	}

	/**
	 * Return the plan to apply what is pending up to a target.
	 * @throws TargetException if there is no such target or it lies below
	 */
	MigrationPlan upgrade(Target target) {
		if (!(target instanceof Target.Head) && leadsBack(target, this.targets.resolve(target))) {
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
		return upgradeTo((target instanceof Target.Head) ? this.targets.head() : this.targets.resolve(target));
	}

	/**
	 * Return the plan of a start: what {@link #upgradeAtMost(Target)} plans, refused if
	 * something of it is held.
	 * @throws TargetException if there is no such target
	 */
	MigrationPlan start(Target target) {
		MigrationPlan plan = upgradeAtMost(target);
		Refusal held = this.refusals.start(plan.steps(), this.targets.head());
		return (plan.refusal() == null && held != null) ? plan.refuse(held) : plan;
	}

	/**
	 * Return the plan to take the database back to this build's head by the scripts of
	 * the history, if it is at a version; else one without steps.
	 * @param from the version, or {@code null} to leave the database where it is
	 */
	MigrationPlan takeBack(@Nullable Version from) {
		return (from != null && Objects.equals(from, this.current)) ? downgradeTo(this.targets.head())
				: plan(this.current, Direction.NONE, List.of(), null);
	}

	/**
	 * Return the plan to revert what is applied above a target.
	 * @throws TargetException if there is no such target or it lies above
	 */
	MigrationPlan downgrade(Target target) {
		Version to = this.targets.resolve(target);
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
		Version to = this.targets.resolve(target);
		boolean known = to == null || this.migrations.stream().anyMatch((candidate) -> candidate.version().equals(to));
		if (!known) {
			throw TargetException.notInBuild(target, this.migrations.stream().map(Migration::version).toList());
		}
		return to;
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
		return plan(reached, steps.isEmpty() ? Direction.NONE : Direction.UPGRADE, steps, this.refusals.upgrade(steps));
	}

	/**
	 * Repeatable scripts belong to the head of their build: below it they may need what
	 * is not there yet, and on a newer database an old build would put back what it has.
	 */
	private List<MigrationStep.Repeat> repeats(@Nullable Version to) {
		Version head = this.targets.head();
		return (Objects.equals(to, head) && !isBelow(head)) ? this.rules.repeats() : List.of();
	}

	private MigrationPlan downgradeTo(@Nullable Version to) {
		List<MigrationStep.Revert> steps = new ArrayList<>();
		List<AppliedMigration> rows = new ArrayList<>(this.history.applied());
		Collections.reverse(rows);
		for (AppliedMigration row : rows) {
			if (to == null || row.version().compareTo(to) > 0) {
				steps.add(revert(row));
			}
		}
		Version reached = (to != null && isPending(to)) ? highestUpTo(to) : to;
		return plan(reached, steps.isEmpty() ? Direction.NONE : Direction.DOWNGRADE, steps,
				this.refusals.downgrade(to, steps));
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

	private MigrationPlan plan(@Nullable Version to, Direction direction, List<? extends MigrationStep> steps,
			@Nullable Refusal refusal) {
		return new MigrationPlan(id(to, steps), this.current, to, direction, List.copyOf(steps), refusal);
	}

	private String id(@Nullable Version to, List<? extends MigrationStep> steps) {
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
