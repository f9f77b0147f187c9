package dev.migrateboot;

import java.time.OffsetDateTime;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A run in progress, on whichever instance. Statement and blockers are what the server
 * showed when it was asked.
 *
 * @param direction {@code upgrade}, {@code downgrade} or {@code stamp}
 * @param target where it leads
 * @param instance the instance that runs it
 * @param by who asked for it
 * @param since when it began
 * @param version the version at hand, or {@code null} before the first and at a
 * repeatable script
 * @param step the number of the step at hand, from 1; 0 before the first
 * @param steps how many steps there are
 * @param statement the number of the statement that runs, from 1, or {@code null} if none
 * of the script's does, or nobody may see it
 * @param statements how many statements the script at hand has, or {@code null} before
 * the first step
 * @param sql the statement that runs, every literal replaced by a question mark, or
 * {@code null}
 * @param blockers the sessions that it waits for
 */
public record RunInfo(String direction, String target, String instance, String by, OffsetDateTime since,
		@Nullable String version, int step, int steps, @Nullable Integer statement, @Nullable Integer statements,
		@Nullable String sql, List<Blocker> blockers) {

	/**
	 * Copy the list.
	 */
	public RunInfo {
		blockers = List.copyOf(blockers);
	}

	RunInfo(String direction, String target, String instance, String by, OffsetDateTime since, @Nullable String version,
			int step, int steps) {
		this(direction, target, instance, by, since, version, step, steps, null, null, null, List.of());
	}

	/**
	 * Return the same run for somebody who may not see what is sent to the database.
	 * @return the run without the texts of its statement and of its blockers' queries
	 */
	public RunInfo withoutQueries() {
		return new RunInfo(this.direction, this.target, this.instance, this.by, this.since, this.version, this.step,
				this.steps, this.statement, this.statements, null,
				this.blockers.stream().map(Blocker::withoutQuery).toList());
	}

	RunInfo withBlockers(List<Blocker> found) {
		return new RunInfo(this.direction, this.target, this.instance, this.by, this.since, this.version, this.step,
				this.steps, this.statement, this.statements, this.sql, found);
	}

	String describe() {
		String at = (this.version != null) ? ", at %s (%s of %s)".formatted(this.version, this.step, this.steps)
				: (this.step > 0) ? ", at step %s of %s".formatted(this.step, this.steps) : "";
		return "%s runs the %s to %s by %s since %s%s%s".formatted(this.instance, this.direction, this.target, this.by,
				this.since, at, describeStatement());
	}

	private String describeStatement() {
		if (this.statement == null) {
			return "";
		}
		return ", statement %s%s%s".formatted(this.statement, (this.statements != null) ? " of " + this.statements : "",
				(this.sql != null) ? ": " + this.sql : "");
	}

}
