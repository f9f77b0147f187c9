package dev.migrateboot.actuate;

import java.time.OffsetDateTime;
import java.util.List;

import dev.migrateboot.Hold;
import dev.migrateboot.MigrationStatus;
import dev.migrateboot.RunInfo;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Where the database stands.
 *
 * @param current the highest applied version, absent at base
 * @param head the newest version of this build, absent without migrations
 * @param state the state of the database
 * @param migrations every version that is known or applied, ascending, then this build's
 * repeatable scripts by description
 * @param run the run in progress on whichever instance, absent without one
 * @param hold the downgrade that stays down, absent without one
 */
public record MigrationsDescriptor(@Nullable String current, @Nullable String head, String state,
		List<MigrationDescriptor> migrations, @Nullable RunInfo run,
		@Nullable HoldDescriptor hold) implements OperationResponseBody {

	/**
	 * Describe a status.
	 * @param showSql whether statements and queries of a run in progress may be seen
	 */
	static MigrationsDescriptor of(MigrationStatus status, boolean showSql) {
		RunInfo run = status.run();
		return new MigrationsDescriptor((status.current() != null) ? status.current().toString() : null,
				(status.head() != null) ? status.head().toString() : null, status.state().toString(),
				status.migrations().stream().map(MigrationDescriptor::of).toList(),
				(run == null || showSql) ? run : run.withoutQueries(), HoldDescriptor.of(status.hold()));
	}

	/**
	 * A downgrade that stays down.
	 *
	 * @param from the version that the database was taken back from
	 * @param by who took it back
	 * @param reason why, absent if nobody said
	 * @param since when
	 */
	public record HoldDescriptor(String from, String by, @Nullable String reason, OffsetDateTime since) {

		static @Nullable HoldDescriptor of(@Nullable Hold hold) {
			return (hold != null) ? new HoldDescriptor(hold.from().toString(), hold.by(), hold.reason(), hold.since())
					: null;
		}

	}

	/**
	 * One version, or a repeatable script.
	 *
	 * @param version the version, absent for a repeatable script
	 * @param description what the script's name says
	 * @param script the upgrade script's name
	 * @param state its state
	 * @param reversible whether there is a downgrade script
	 * @param appliedAt when it was applied or recorded, absent if it is not
	 * @param appliedBy who did, absent if it is not applied
	 * @param durationMs how long it took, in milliseconds, absent if nothing was run
	 */
	public record MigrationDescriptor(@Nullable String version, String description, String script, String state,
			boolean reversible, @Nullable OffsetDateTime appliedAt, @Nullable String appliedBy,
			@Nullable Long durationMs) {

		static MigrationDescriptor of(MigrationStatus.Entry entry) {
			return new MigrationDescriptor((entry.version() != null) ? entry.version().toString() : null,
					entry.description(), entry.script(), entry.state().toString(), entry.reversible(),
					entry.appliedAt(), entry.appliedBy(), entry.durationMs());
		}

	}

}
