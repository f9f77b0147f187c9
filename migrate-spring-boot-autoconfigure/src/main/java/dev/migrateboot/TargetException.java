package dev.migrateboot;

import java.util.List;
import java.util.stream.Collectors;

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
		String versions = known.isEmpty() ? "There are no versions at all"
				: "Known versions are " + known.stream().map(Version::toString).collect(Collectors.joining(", "));
		return new TargetException("unknown-target",
				"Version %s is neither in this build nor in the history.".formatted(target),
				versions + ". " + SPELLINGS);
	}

	static TargetException tooFar(Target.Relative target, int available) {
		String message = (target.steps() > 0)
				? "%s asks for %d pending migrations, there are %d.".formatted(target, target.steps(), available)
				: "%s asks to revert %d migrations, %d are applied.".formatted(target, -target.steps(), available);
		return new TargetException("unknown-target", message,
				"Use a smaller number, or %s.".formatted((target.steps() > 0) ? "head" : "base"));
	}

	static TargetException wrongDirection(Target target, Direction asked, String current) {
		String message = (asked == Direction.UPGRADE)
				? "Target %s lies below the current version %s; an upgrade never reverts anything."
				: "Target %s lies above the current version %s; a downgrade never applies anything.";
		String action = (asked == Direction.UPGRADE) ? "To go back, ask for a downgrade."
				: "To go on, ask for an upgrade.";
		return new TargetException("wrong-direction", message.formatted(target, current), action);
	}

}
