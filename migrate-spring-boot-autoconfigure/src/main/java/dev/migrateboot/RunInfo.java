package dev.migrateboot;

import java.time.OffsetDateTime;

import org.jspecify.annotations.Nullable;

/**
 * A run in progress, on whichever instance.
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
 */
public record RunInfo(String direction, String target, String instance, String by, OffsetDateTime since,
		@Nullable String version, int step, int steps) {

	String describe() {
		String at = (this.version != null) ? ", at %s (%s of %s)".formatted(this.version, this.step, this.steps)
				: (this.step > 0) ? ", at step %s of %s".formatted(this.step, this.steps) : "";
		return "%s runs the %s to %s by %s since %s%s".formatted(this.instance, this.direction, this.target, this.by,
				this.since, at);
	}

}
