package dev.migrateboot;

import dev.migrateboot.Migrations.StepPreview;
import dev.migrateboot.MigrationStep.Apply;
import dev.migrateboot.MigrationStep.Repeat;
import dev.migrateboot.MigrationStep.Revert;
import dev.migrateboot.sql.Placeholders;
import org.jspecify.annotations.Nullable;

/**
 * Shows what would run in a step.
 */
final class StepPreviewer {

	private static final long LONGEST = 1024 * 1024;

	private final Session session;

	private final HistoryTable table;

	private final @Nullable Tables tables;

	private final ScriptPlaceholders placeholders;

	StepPreviewer(Session session, HistoryTable table, @Nullable Tables tables, ScriptPlaceholders placeholders) {
		this.session = session;
		this.table = table;
		this.tables = tables;
		this.placeholders = placeholders;
	}

	StepPreview preview(MigrationStep step) {
		if (step instanceof Apply apply) {
			return packaged(step, apply.migration().upgrade());
		}
		if (step instanceof Repeat repeat) {
			return packaged(step, repeat.repeatable().script());
		}
		Revert revert = (Revert) step;
		Script stored = (revert.source() != Source.PACKAGE && revert.applied().downgrade() != null
				&& this.tables != null) ? this.table.downgrade(this.session, this.tables, revert.applied()) : null;
		if (stored == null) {
			return packaged(step, revert.packaged());
		}
		return preview(step, stored, this.placeholders.ofStored(stored, revert.applied()),
				(revert.source() == null) ? revert.packaged() : null);
	}

	private StepPreview packaged(MigrationStep step, @Nullable Script script) {
		return (script != null) ? preview(step, script, this.placeholders.of(script), null)
				: new StepPreview(step, true, null, null);
	}

	private static StepPreview preview(MigrationStep step, Script script, Placeholders placeholders,
			@Nullable Script alternative) {
		return new StepPreview(step, ScriptOutline.of(script, placeholders).isTransactional(), text(script),
				text(alternative));
	}

	private static @Nullable String text(@Nullable Script script) {
		return (script != null && script.length() <= LONGEST) ? script.text() : null;
	}

}
