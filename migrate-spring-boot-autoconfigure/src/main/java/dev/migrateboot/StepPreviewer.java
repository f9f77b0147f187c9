package dev.migrateboot;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

import dev.migrateboot.Migrations.StepPreview;
import dev.migrateboot.MigrationStep.Apply;
import dev.migrateboot.MigrationStep.Repeat;
import dev.migrateboot.MigrationStep.Revert;
import dev.migrateboot.sql.Placeholders;
import dev.migrateboot.sql.SqlReader;
import dev.migrateboot.sql.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Shows what would run in a step, and what that would take away and lock.
 */
final class StepPreviewer {

	private static final long LONGEST = 1024 * 1024;

	private final Session session;

	private final HistoryTable table;

	private final @Nullable Tables tables;

	private final ScriptPlaceholders placeholders;

	private final EffectCatalog catalog;

	StepPreviewer(Session session, HistoryTable table, @Nullable Tables tables, ScriptPlaceholders placeholders,
			EffectCatalog catalog) {
		this.session = session;
		this.table = table;
		this.tables = tables;
		this.placeholders = placeholders;
		this.catalog = catalog;
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
				: new StepPreview(step, true, null, null, List.of(), List.of());
	}

	private StepPreview preview(MigrationStep step, Script script, Placeholders placeholders,
			@Nullable Script alternative) {
		List<Effect> effects = new ArrayList<>();
		ScriptOutline outline = read(script, placeholders, effects);
		if (alternative != null) {
			read(alternative, this.placeholders.of(alternative), effects);
		}
		EffectCatalog.Findings found = this.catalog.look(effects);
		return new StepPreview(step, outline.isTransactional(), text(script), text(alternative),
				(step.direction() == Direction.DOWNGRADE) ? found.losses() : List.of(), found.locks());
	}

	/**
	 * Read a script for what it does. The outline comes first: it says where a script
	 * cannot be read.
	 */
	private static ScriptOutline read(Script script, Placeholders placeholders, List<Effect> effects) {
		ScriptOutline outline = ScriptOutline.of(script, placeholders);
		if (script.isCode()) {
			effects.add(Effect.loss(script.name(), Loss.Kind.UNKNOWN, null));
			return outline;
		}
		try (Reader text = script.open()) {
			SqlReader reader = new SqlReader(text, placeholders);
			for (SqlStatement statement = reader.next(); statement != null; statement = reader.next()) {
				effects.addAll(EffectReader.of(statement));
				reader.skipCopyData();
			}
		}
		catch (IOException ex) {
			throw script.unreadable(ex);
		}
		return outline;
	}

	private static @Nullable String text(@Nullable Script script) {
		return (script != null && script.length() <= LONGEST) ? script.text() : null;
	}

}
