package dev.migrateboot;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

import dev.migrateboot.AppliedMigration.Hashes;
import dev.migrateboot.AppliedMigration.State;
import org.jspecify.annotations.Nullable;

/**
 * Builds and histories, written as lists of versions.
 */
final class TestHistory {

	static final OffsetDateTime APPLIED_AT = OffsetDateTime.parse("2026-11-21T09:30:00+05:45");

	private TestHistory() {
	}

	/**
	 * Return the migrations of a build.
	 * @param versions such as {@code 001 002- 003}: a {@code -} behind the version means
	 * without a downgrade script
	 */
	static List<Migration> build(@Nullable String versions) {
		List<Migration> migrations = new ArrayList<>();
		for (String word : words(versions)) {
			String version = word.replace("-", "");
			migrations.add(TestScripts.migration(version, word.endsWith("-") ? null : "down " + version));
		}
		return migrations;
	}

	/**
	 * Return a history.
	 * @param versions in the order of application, such as {@code 001 003! 002~}. Behind
	 * the version mean {@code !} stopped half-way, {@code ~} stamped, {@code -} without a
	 * stored downgrade script, {@code '} with one that differs from the build's,
	 * {@code x} declared irreversible
	 */
	static History of(@Nullable String versions) {
		return of(versions, 7, null);
	}

	static History of(@Nullable String versions, long journal, @Nullable RunInfo run) {
		List<AppliedMigration> rows = new ArrayList<>();
		for (String word : words(versions)) {
			rows.add(row(rows.size() + 1, word));
		}
		return new History(Tables.of("public", "migrate_history"), rows, List.of(), List.of(), journal, run);
	}

	private static AppliedMigration row(long order, String word) {
		String version = word.replaceAll("[^0-9._]", "");
		State state = word.contains("!") ? State.FAILED : word.contains("~") ? State.STAMPED : State.APPLIED;
		String stored = word.contains("'") ? "other down " + version : "down " + version;
		return new AppliedMigration(order, Version.parse(version), "test " + version, version + "_test_upgrade.sql",
				state, hashes("up " + version), word.contains("-") ? null : hashes(stored),
				version + "_test_downgrade.sql", List.of(), word.contains("x") ? "drops the only copy" : null,
				APPLIED_AT, "ada", "test-build", (state == State.STAMPED) ? null : 12L, null);
	}

	private static Hashes hashes(String text) {
		Script script = TestScripts.script(text);
		return new Hashes(script.hash(), ScriptOutline.of(script).meaning());
	}

	private static String[] words(@Nullable String versions) {
		return (versions == null || versions.isBlank()) ? new String[0] : versions.strip().split(" +");
	}

}
