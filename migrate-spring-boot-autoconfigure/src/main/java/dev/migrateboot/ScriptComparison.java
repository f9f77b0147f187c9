package dev.migrateboot;

import java.util.ArrayList;
import java.util.List;

import dev.migrateboot.AppliedMigration.Hashes;
import dev.migrateboot.AppliedMigration.State;
import org.jspecify.annotations.Nullable;

/**
 * Compares this build's scripts with what was applied. Bytes are compared first; only a
 * script that differs is read.
 */
final class ScriptComparison {

	private final HistoryTable table;

	ScriptComparison(HistoryTable table) {
		this.table = table;
	}

	/**
	 * Return the applied upgrade scripts that mean something else by now.
	 */
	List<ChangedScript> changed(Session session, History history, List<Migration> migrations) {
		List<ChangedScript> changed = new ArrayList<>();
		for (Migration migration : migrations) {
			AppliedMigration row = history.find(migration.version());
			if (row != null && row.state() != State.FAILED && !isSame(row.upgrade(), migration.upgrade())) {
				changed.add(new ChangedScript(migration, diff(session, history, row, migration.upgrade())));
			}
		}
		return changed;
	}

	/**
	 * Return whether a packaged downgrade script means what the stored one does.
	 */
	static boolean isSameDowngrade(AppliedMigration row, Script packaged) {
		return row.downgrade() != null && isSame(row.downgrade(), packaged);
	}

	private @Nullable String diff(Session session, History history, AppliedMigration row, Script script) {
		if (row.isCode()) {
			return script.isCode() ? "The checksum that it declares is not the one that was applied.\n"
					: "It was applied as the class %s, a migration in code.\n".formatted(row.script());
		}
		if (script.isCode()) {
			return "It was applied as the script %s.\n".formatted(row.script());
		}
		String stored = (history.tables() != null) ? this.table.upgradeText(session, history.tables(), row) : null;
		return (stored != null) ? TextDiff.of(stored, script.text()) : null;
	}

	/**
	 * Return whether a script means what hashes tell of another.
	 */
	static boolean isSame(Hashes stored, Script script) {
		return stored.bytes().equals(script.hash()) || stored.meaning().equals(ScriptOutline.meaning(script));
	}

}
