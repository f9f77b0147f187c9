package dev.migrateboot;

import java.util.ArrayList;
import java.util.List;

import dev.migrateboot.AppliedMigration.State;
import dev.migrateboot.LiteralSql.Expression;
import dev.migrateboot.MigrationStep.Repeat;
import org.jspecify.annotations.Nullable;

/**
 * Words all that is recorded of a step once its script has run: history, hold and
 * journal.
 */
final class StepRecords {

	private final HistoryWriter writer;

	private final HoldWriter holds;

	StepRecords(HistoryWriter writer, HoldWriter holds) {
		this.writer = writer;
		this.holds = holds;
	}

	/**
	 * Return the statements for a step, to be sent in its last transaction.
	 * @param durationMs how long it has taken, in milliseconds, or {@code null}
	 */
	List<String> of(PreparedStep step, @Nullable Expression durationMs) {
		List<String> records = new ArrayList<>();
		if (step.step() instanceof Repeat repeat) {
			records.add(this.writer.delete(repeat));
			records.add(this.writer.insert(repeat, step.outline(), State.APPLIED, durationMs));
		}
		else {
			records.add(this.writer.delete(step.version()));
			if (step.recorded() != null) {
				records.add(this.writer.insert(step.recorded(), State.APPLIED, durationMs, null));
			}
		}
		records.addAll(this.holds.records(step.step(), step.script().name()));
		records.add(this.writer.journal(step.step().direction().toString(), step.step().version(), step.script().name(),
				step.outcome(), step.source(), this.writer.durationOf(step, durationMs), null));
		return records;
	}

}
