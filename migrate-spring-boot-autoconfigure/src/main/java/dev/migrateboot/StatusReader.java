package dev.migrateboot;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

import dev.migrateboot.MigrationStatus.Entry;
import dev.migrateboot.MigrationStatus.EntryState;
import dev.migrateboot.MigrationStatus.State;
import dev.migrateboot.MigrationStep.Repeat;
import org.jspecify.annotations.Nullable;

/**
 * Tells where a database stands. A pure function of this build's scripts, the history and
 * what of them has changed.
 */
final class StatusReader {

	private final List<Migration> migrations;

	private final List<Repeatable> repeatables;

	private final List<Repeat> repeats;

	private final History history;

	private final Set<Version> changed;

	private final @Nullable Version current;

	StatusReader(PackagedScripts scripts, History history, Set<Version> changed, List<Repeat> repeats) {
		this.migrations = scripts.migrations();
		this.repeatables = scripts.repeatables();
		this.repeats = repeats;
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
		List<Entry> migrations = new ArrayList<>(entries.values());
		this.repeatables.forEach((repeatable) -> migrations.add(entry(repeatable, isAhead(head))));
		return new MigrationStatus(this.current, head, state(migrations, head), migrations, this.history.run(),
				this.history.hold());
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
		if (isAhead(head)) {
			return State.AHEAD;
		}
		boolean pending = entries.stream()
			.anyMatch((entry) -> entry.state() == EntryState.PENDING || entry.state() == EntryState.OUT_OF_ORDER);
		return pending ? State.PENDING : State.UP_TO_DATE;
	}

	private boolean isAhead(@Nullable Version head) {
		return this.current != null && (head == null || this.current.compareTo(head) > 0);
	}

	/**
	 * On a newer database a repeatable script has not to be what this build has.
	 */
	private Entry entry(Repeatable repeatable, boolean ahead) {
		AppliedRepeatable row = this.history.repeatable(repeatable.description());
		boolean pending = row == null
				|| (!ahead && this.repeats.stream().anyMatch((repeat) -> repeat.repeatable().equals(repeatable)));
		return new Entry(null, repeatable.description(), repeatable.script().name(),
				pending ? EntryState.PENDING : EntryState.APPLIED, false, (row != null) ? row.appliedAt() : null,
				(row != null) ? row.appliedBy() : null, (row != null) ? row.durationMs() : null);
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
