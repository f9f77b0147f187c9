package dev.migrateboot;

import java.time.Duration;

import dev.migrateboot.AppliedMigration.Progress;
import dev.migrateboot.HistoryWriter.Recorded;
import dev.migrateboot.MigrationReport.Step;
import dev.migrateboot.MigrationStep.Apply;
import dev.migrateboot.MigrationStep.Repeat;
import dev.migrateboot.MigrationStep.Revert;
import dev.migrateboot.sql.Placeholders;
import org.jspecify.annotations.Nullable;

/**
 * A step whose script has been read from beginning to end and is ready to run.
 *
 * @param step the step
 * @param script the text that will run
 * @param outline what the text tells
 * @param placeholders what stands for its placeholders
 * @param source where the text comes from
 * @param recorded what the history row of a version will say, or {@code null} for a
 * downgrade or a repeatable script
 * @param progress how far an earlier run in the same direction has come, or {@code null}
 */
record PreparedStep(MigrationStep step, Script script, ScriptOutline outline, Placeholders placeholders, Source source,
		@Nullable Recorded recorded, @Nullable Progress progress) {

	private static final int LONGEST_DOWNGRADE = 16 * 1024 * 1024;

	static PreparedStep of(Apply apply, @Nullable AppliedMigration row, ScriptPlaceholders placeholders) {
		checkUnits(apply.migration().upgrade(), row);
		Recorded recorded = Recorded.of(apply.migration(), placeholders);
		Script downgrade = apply.migration().downgrade();
		if (downgrade != null && recorded.irreversible() == null && downgrade.length() > LONGEST_DOWNGRADE) {
			throw new ScriptException(downgrade.toString(),
					"%s is longer than 16 MiB and cannot be stored in the history. Nothing has been run."
						.formatted(downgrade),
					"Shorten it, or declare the revision irreversible: '-- migrate: irreversible=<reason>'.");
		}
		return new PreparedStep(apply, apply.migration().upgrade(), recorded.outline(),
				placeholders.of(apply.migration().upgrade()), Source.PACKAGE, recorded,
				progress(row, Direction.UPGRADE));
	}

	static PreparedStep of(Revert revert, Source source, Script script, Placeholders placeholders) {
		if (revert.applied().progress() != null && revert.applied().progress().direction() == Direction.DOWNGRADE) {
			checkUnits(script, revert.applied());
		}
		return new PreparedStep(revert, script, ScriptOutline.of(script, placeholders), placeholders, source, null,
				progress(revert.applied(), Direction.DOWNGRADE));
	}

	static PreparedStep of(Repeat repeat, ScriptPlaceholders placeholders) {
		Script script = repeat.repeatable().script();
		Placeholders values = placeholders.of(script);
		return new PreparedStep(repeat, script, ScriptOutline.of(script, values), values, Source.PACKAGE, null, null);
	}

	/**
	 * Return the step as it goes on after what has been finished.
	 */
	PreparedStep resumed(@Nullable Progress finished) {
		return new PreparedStep(this.step, this.script, this.outline, this.placeholders, this.source, this.recorded,
				finished);
	}

	/**
	 * Return the version of a step that has one, as all but a repeatable script have.
	 */
	Version version() {
		Version version = this.step.version();
		if (version == null) {
			throw new IllegalStateException(this.step.label() + " has no version");
		}
		return version;
	}

	/**
	 * Return what the step is called in the middle of a sentence.
	 */
	String subject() {
		return (this.step.version() != null) ? "revision " + this.step.label() : this.step.label();
	}

	/**
	 * Return the report of it.
	 * @param durationMs how long it took, in milliseconds
	 */
	Step report(long durationMs) {
		return new Step(this.step.version(), this.step.description(),
				(this.step instanceof Repeat) ? this.script.name() : null, this.step.direction(), this.source,
				outcome(), durationMs);
	}

	/**
	 * Return how long its statements may wait for a lock.
	 */
	Duration lockTimeout(MigrateSettings settings) {
		Duration own = this.outline.directives().lockTimeout();
		return (own != null) ? own : settings.lockTimeout();
	}

	/**
	 * Return how long its statements may run, or {@code null} for the session's own
	 * value.
	 */
	@Nullable Duration statementTimeout(MigrateSettings settings) {
		Duration own = this.outline.directives().statementTimeout();
		return (own != null) ? own : settings.statementTimeout();
	}

	String outcome() {
		return (this.step.direction() == Direction.UPGRADE) ? "applied" : "reverted";
	}

	private static void checkUnits(Script script, @Nullable AppliedMigration row) {
		if (script.isCode() && row != null && row.progress() != null) {
			throw HistoryException.codeForHalf(row, script.name());
		}
	}

	private static @Nullable Progress progress(@Nullable AppliedMigration row, Direction direction) {
		Progress progress = (row != null) ? row.progress() : null;
		return (progress != null && progress.direction() == direction) ? progress : null;
	}

}
