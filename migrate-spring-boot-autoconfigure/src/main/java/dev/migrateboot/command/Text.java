package dev.migrateboot.command;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;

import dev.migrateboot.RunInfo;
import dev.migrateboot.Version;
import org.jspecify.annotations.Nullable;

/**
 * How values are printed for people.
 */
final class Text {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssXXX");

	private Text() {
	}

	static String version(@Nullable Version version) {
		return (version != null) ? version.toString() : "base";
	}

	static String time(@Nullable OffsetDateTime time) {
		return (time != null) ? TIME.format(time) : "-";
	}

	static String value(@Nullable Object value) {
		return (value != null) ? value.toString() : "-";
	}

	static String count(int number, String thing) {
		return "%s %s%s".formatted(number, thing, (number == 1) ? "" : "s");
	}

	static String run(RunInfo run) {
		return "%s runs the %s to %s by %s since %s, at step %s of %s".formatted(run.instance(), run.direction(),
				run.target(), run.by(), time(run.since()), run.step(), run.steps());
	}

}
