package dev.migrateboot;

import dev.migrateboot.Migrations.StepPreview;
import dev.migrateboot.MigrationStep.Apply;
import dev.migrateboot.MigrationStep.Revert;
import org.jspecify.annotations.Nullable;

/**
 * Shows what would run in a step.
 */
final class StepPreviewer {

	private static final long LONGEST = 1024 * 1024;

	private final Session session;

	private final HistoryTable table;

	private final @Nullable Tables tables;

	StepPreviewer(Session session, HistoryTable table, @Nullable Tables tables) {
		this.session = session;
		this.table = table;
		this.tables = tables;
	}

	StepPreview preview(MigrationStep step) {
		if (step instanceof Apply apply) {
			return preview(step, apply.migration().upgrade(), null);
		}
		Revert revert = (Revert) step;
		Script stored = (revert.source() != Source.PACKAGE && revert.applied().downgrade() != null
				&& this.tables != null) ? this.table.downgrade(this.session, this.tables, revert.applied()) : null;
		if (stored == null) {
			return preview(step, revert.packaged(), null);
		}
		return preview(step, stored, (revert.source() == null) ? revert.packaged() : null);
	}

	private static StepPreview preview(MigrationStep step, @Nullable Script script, @Nullable Script alternative) {
		return new StepPreview(step, script == null || ScriptOutline.of(script).isTransactional(), text(script),
				text(alternative));
	}

	private static @Nullable String text(@Nullable Script script) {
		return (script != null && script.length() <= LONGEST) ? script.text() : null;
	}

}
