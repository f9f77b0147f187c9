package dev.migrateboot;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Where the database stands, as seen by this build.
 *
 * @param current the highest applied version, or {@code null} at base
 * @param head the newest version of this build, or {@code null} without migrations
 * @param state the state of the database
 * @param migrations every version that is known or applied, ascending, then this build's
 * repeatable scripts by description
 * @param run the run in progress on whichever instance, or {@code null}
 * @param hold the downgrade that stays down, or {@code null} without one
 */
public record MigrationStatus(@Nullable Version current, @Nullable Version head, State state, List<Entry> migrations,
		@Nullable RunInfo run, @Nullable Hold hold) {

	/**
	 * Copy the list.
	 */
	public MigrationStatus {
		migrations = List.copyOf(migrations);
	}

	/**
	 * The state of the database, the first that holds.
	 */
	public enum State {

		/**
		 * A run is in progress on some instance.
		 */
		RUNNING,

		/**
		 * A revision that runs outside a transaction stopped half-way.
		 */
		FAILED,

		/**
		 * An applied script has changed.
		 */
		CHANGED,

		/**
		 * A version above this build's head is applied.
		 */
		AHEAD,

		/**
		 * Something is pending.
		 */
		PENDING,

		/**
		 * Nothing is pending.
		 */
		UP_TO_DATE;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

	/**
	 * The state of one version.
	 */
	public enum EntryState {

		/**
		 * Its script was run.
		 */
		APPLIED,

		/**
		 * It was recorded without running anything.
		 */
		STAMPED,

		/**
		 * It is not applied, or a repeatable script that has changed since it ran.
		 */
		PENDING,

		/**
		 * It is applied, but not in this build.
		 */
		UNKNOWN,

		/**
		 * It is applied, and its script has changed since.
		 */
		CHANGED,

		/**
		 * It is not applied and lies below the current version.
		 */
		OUT_OF_ORDER,

		/**
		 * It stopped half-way.
		 */
		FAILED;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

	/**
	 * One version, or a repeatable script.
	 *
	 * @param version the version, or {@code null} for a repeatable script
	 * @param description what the script's name says
	 * @param script the name of the script that applies it
	 * @param state its state
	 * @param reversible whether there is a downgrade script, stored or packaged
	 * @param appliedAt when it was applied or recorded, or {@code null}
	 * @param appliedBy who did, or {@code null}
	 * @param durationMs how long it took, in milliseconds, or {@code null}
	 */
	public record Entry(@Nullable Version version, String description, String script, EntryState state,
			boolean reversible, @Nullable OffsetDateTime appliedAt, @Nullable String appliedBy,
			@Nullable Long durationMs) {

	}

}
