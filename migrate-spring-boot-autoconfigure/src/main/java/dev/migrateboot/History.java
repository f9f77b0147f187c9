package dev.migrateboot;

import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the database knows.
 *
 * @param tables where the tables are, or {@code null} if there are none yet
 * @param applied the rows in the order of application
 * @param repeatables the rows of repeatable scripts
 * @param held the rows of the hold, ascending by version
 * @param journal the id of the last journal row, 0 without one
 * @param run the run in progress, or {@code null}
 */
record History(@Nullable Tables tables, List<AppliedMigration> applied, List<AppliedRepeatable> repeatables,
		List<HeldVersion> held, long journal, @Nullable RunInfo run) {

	static final History NONE = new History(null, List.of(), List.of(), List.of(), 0, null);

	/**
	 * Return the highest applied version, or {@code null} at base. A revision that
	 * stopped half-way does not count.
	 */
	@Nullable Version current() {
		return this.applied.stream()
			.filter((row) -> row.state() != AppliedMigration.State.FAILED)
			.map(AppliedMigration::version)
			.max(Comparator.naturalOrder())
			.orElse(null);
	}

	/**
	 * Return the rows of the hold that count: whoever has begun to apply a version again
	 * has ended its hold.
	 */
	List<HeldVersion> heldNow() {
		return this.held.stream().filter((row) -> find(row.version()) == null).toList();
	}

	/**
	 * Return what stays down, or {@code null} if nothing does.
	 */
	@Nullable Hold hold() {
		return Hold.of(heldNow());
	}

	@Nullable AppliedRepeatable repeatable(String description) {
		return this.repeatables.stream()
			.filter((row) -> row.description().equals(description))
			.findFirst()
			.orElse(null);
	}

	@Nullable AppliedMigration find(Version version) {
		return this.applied.stream().filter((row) -> row.version().equals(version)).findFirst().orElse(null);
	}

}
