package dev.migrateboot.command;

import java.time.Duration;
import java.util.Locale;

import dev.migrateboot.Direction;
import dev.migrateboot.MigrationStep;
import dev.migrateboot.StatementProgress;
import org.jspecify.annotations.Nullable;

/**
 * Words how far a step has come, in one line with what matters most in front.
 */
final class ProgressText {

	private static final int BAR = 10;

	private static final int LONGEST_DESCRIPTION = 24;

	/**
	 * What a terminal may show in a cell that is wider or narrower than others.
	 */
	private static final String NOT_ONE_CELL = "[^\\x20-\\x7E\\xA1-\\u02FF\\u0370-\\u058F]";

	private ProgressText() {
	}

	/**
	 * Return the line.
	 * @param number the number of the step, from 1
	 * @param steps how many steps there are
	 * @param statement what the server shows, or {@code null} if nobody could look
	 * @param elapsed how long the step has lasted
	 */
	static String of(MigrationStep step, int number, int steps, @Nullable StatementProgress statement,
			Duration elapsed) {
		StringBuilder line = new StringBuilder();
		line.append((step.direction() == Direction.UPGRADE) ? "Applying " : "Reverting ").append(step.label());
		if (step.version() != null && !step.description().isEmpty()) {
			line.append(' ').append(shortened(step.description()));
		}
		if (steps > 1) {
			line.append(" (%s/%s)".formatted(number, steps));
		}
		line.append(String.format(Locale.ROOT, "  %d:%02d", elapsed.toMinutes(), elapsed.toSecondsPart()));
		if (statement != null) {
			append(line, statement);
		}
		return line.toString().replaceAll(NOT_ONE_CELL, "?");
	}

	private static void append(StringBuilder line, StatementProgress statement) {
		if (statement.statements() > 1) {
			line.append("  statement %s/%s".formatted(statement.statement(), statement.statements()));
		}
		if (statement.phase() == null) {
			return;
		}
		if (statement.total() > 0) {
			double part = Math.min(1, (double) statement.done() / statement.total());
			int full = (int) (part * BAR);
			line.append(String.format(Locale.ROOT, "  [%s%s] %3d%%", "#".repeat(full), " ".repeat(BAR - full),
					(int) (part * 100)));
		}
		line.append("  ").append(statement.phase());
		if (statement.total() == 0 && statement.done() > 0) {
			line.append(String.format(Locale.ROOT, ": %d", statement.done()));
		}
	}

	private static String shortened(String description) {
		return (description.length() <= LONGEST_DESCRIPTION) ? description
				: description.substring(0, LONGEST_DESCRIPTION - 3) + "...";
	}

}
