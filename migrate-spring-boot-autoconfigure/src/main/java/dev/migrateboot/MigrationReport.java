package dev.migrateboot;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a run did.
 *
 * @param from the current version before, or {@code null} at base
 * @param to the current version after, or {@code null} at base
 * @param direction which way it went
 * @param journal the id of its last journal row, or {@code null} if nothing was done
 * @param steps the steps in the order they ran
 */
public record MigrationReport(@Nullable Version from, @Nullable Version to, Direction direction, @Nullable Long journal,
		List<Step> steps) {

	/**
	 * Copy the steps.
	 */
	public MigrationReport {
		steps = List.copyOf(steps);
	}

	static MigrationReport nothing(@Nullable Version current) {
		return new MigrationReport(current, current, Direction.NONE, null, List.of());
	}

	/**
	 * One step of the run.
	 *
	 * @param version the version, or {@code null} for a repeatable script
	 * @param description what the script's name says of it
	 * @param script the name of a repeatable script, or {@code null} for a version
	 * @param direction whether it was applied or reverted
	 * @param source where the text came from, or {@code null} if nothing was run
	 * @param outcome {@code applied}, {@code reverted}, {@code stamped} or
	 * {@code removed}; of a repair {@code accepted}, {@code done} or {@code again}
	 * @param durationMs how long it took, in milliseconds
	 */
	public record Step(@Nullable Version version, String description, @Nullable String script, Direction direction,
			@Nullable Source source, String outcome, long durationMs) {

		/**
		 * Return what the step is called.
		 * @return the version as it was written, or the name of a repeatable script
		 */
		public String label() {
			return (this.version != null) ? this.version.toString() : String.valueOf(this.script);
		}

	}

}
