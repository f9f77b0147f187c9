package dev.migrateboot;

import java.util.List;
import java.util.Set;
import java.util.TreeMap;

import dev.migrateboot.MigrationStatus.Entry;
import dev.migrateboot.MigrationStatus.EntryState;
import dev.migrateboot.MigrationStatus.State;
import org.jspecify.annotations.Nullable;

/**
 * Tells where a database stands. A pure function of this build's migrations, the history
 * and the versions whose scripts have changed.
 */
final class StatusReader {

	private final List<Migration> migrations;

	private final History history;

	private final Set<Version> changed;

	private final @Nullable Version current;

	StatusReader(List<Migration> migrations, History history, Set<Version> changed) {
		this.migrations = migrations;
		this.history = history;
		this.changed = changed;
		this.current = history.current();
	}

	MigrationStatus status() {
		TreeMap<Version, Entry> entries = new TreeMap<>();
		this.history.applied().forEach((row) -> entries.put(row.version(), applied(row, null)));
		for (Migration migration : this.migrations) {
			AppliedMigration row = this.history.find(migration.version());
			entries.remove(migration.version());
			entries.put(migration.version(), (row != null) ? applied(row, migration) : pending(migration));
		}
		Version head = this.migrations.isEmpty() ? null : this.migrations.get(this.migrations.size() - 1).version();
		List<Entry> migrations = List.copyOf(entries.values());
		return new MigrationStatus(this.current, head, state(migrations, head), migrations, this.history.run());
	}

	private State state(List<Entry> entries, @Nullable Version head) {
		if (this.history.run() != null) {
			return State.RUNNING;
		}
		if (entries.stream().anyMatch((entry) -> entry.state() == EntryState.FAILED)) {
			return State.FAILED;
		}
		if (entries.stream().anyMatch((entry) -> entry.state() == EntryState.CHANGED)) {
			return State.CHANGED;
		}
		if (this.current != null && (head == null || this.current.compareTo(head) > 0)) {
			return State.AHEAD;
		}
		boolean pending = entries.stream()
			.anyMatch((entry) -> entry.state() == EntryState.PENDING || entry.state() == EntryState.OUT_OF_ORDER);
		return pending ? State.PENDING : State.UP_TO_DATE;
	}

	private Entry applied(AppliedMigration row, @Nullable Migration migration) {
		boolean reversible = row.irreversible() == null
				&& (row.downgrade() != null || (migration != null && migration.downgrade() != null));
		return new Entry(row.version(), row.description(), row.script(), state(row, migration), reversible,
				row.appliedAt(), row.appliedBy(), row.durationMs());
	}

	private EntryState state(AppliedMigration row, @Nullable Migration migration) {
		if (row.state() == AppliedMigration.State.FAILED) {
			return EntryState.FAILED;
		}
		if (migration == null) {
			return EntryState.UNKNOWN;
		}
		if (this.changed.contains(row.version())) {
			return EntryState.CHANGED;
		}
		return (row.state() == AppliedMigration.State.STAMPED) ? EntryState.STAMPED : EntryState.APPLIED;
	}

	private Entry pending(Migration migration) {
		boolean late = this.current != null && migration.version().compareTo(this.current) < 0;
		return new Entry(migration.version(), migration.description(), migration.upgrade().name(),
				late ? EntryState.OUT_OF_ORDER : EntryState.PENDING, migration.downgrade() != null, null, null, null);
	}

}
