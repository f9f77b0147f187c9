package dev.migrateboot;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a target cannot be understood, is not known, or lies in the other
 * direction. Nothing has been touched.
 */
public final class TargetException extends MigrateException {

	private static final String SPELLINGS = "Use head, base, a version, +n or -n.";

	private TargetException(String error, String message, String action) {
		super(error, message, action, null);
	}

	static TargetException unreadable(String text) {
		return new TargetException("unknown-target", "'%s' is not a target.".formatted(text), SPELLINGS);
	}

	static TargetException unknown(Target target, List<Version> known) {
		return new TargetException("unknown-target",
				"Version %s is neither in this build nor in the history.".formatted(target),
				known(known) + ". " + SPELLINGS);
	}

	static TargetException notInBuild(Target target, List<Version> build) {
		return new TargetException("unknown-target",
				"Version %s is in the history, but not in this build; only what is in the build can be recorded."
					.formatted(target),
				known(build) + ". " + SPELLINGS);
	}

	static TargetException noHead(@Nullable Version current) {
		return new TargetException("unknown-target",
				"This build contains no migrations, so there is no head; the database is at %s."
					.formatted(Planner.printed(current)),
				"Check migrate.locations, or use base or a version.");
	}

	static TargetException tooFar(Target.Relative target, int available) {
		boolean ahead = target.steps() > 0;
		return new TargetException("unknown-target",
				"Target %s is out of reach: %s %s %s.".formatted(target, available,
						(available == 1) ? "migration is" : "migrations are", ahead ? "pending" : "applied"),
				"Use a smaller number, or %s.".formatted(ahead ? "head" : "base"));
	}

	static TargetException wrongDirection(Target target, Direction asked, String current) {
		String message = (asked == Direction.UPGRADE)
				? "Target %s lies below the current version %s; an upgrade never reverts anything."
				: "Target %s lies above the current version %s; a downgrade never applies anything.";
		String action = (asked == Direction.UPGRADE) ? "To go back, ask for a downgrade."
				: "To go on, ask for an upgrade.";
		return new TargetException("wrong-direction", message.formatted(target, current), action);
	}

	private static String known(List<Version> versions) {
		return versions.isEmpty() ? "There are no versions at all"
				: "Known versions are " + versions.stream().map(Version::toString).collect(Collectors.joining(", "));
	}

}
