package dev.migrateboot;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Finds the version that a target means.
 */
final class TargetResolver {

	private final List<Migration> migrations;

	private final History history;

	private final List<Migration> pending;

	TargetResolver(List<Migration> migrations, History history, List<Migration> pending) {
		this.migrations = migrations;
		this.history = history;
		this.pending = pending;
	}

	/**
	 * Return the version, or {@code null} for base.
	 * @throws TargetException if there is no such target
	 */
	@Nullable Version resolve(Target target) {
		if (target instanceof Target.Head) {
			if (this.migrations.isEmpty() && !this.history.applied().isEmpty()) {
				throw TargetException.noHead(this.history.current());
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

	/**
	 * Return the newest version of this build, or {@code null} without one.
	 */
	@Nullable Version head() {
		return this.migrations.isEmpty() ? null : this.migrations.get(this.migrations.size() - 1).version();
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

}
