package dev.migrateboot;

import java.util.List;

import dev.migrateboot.MigrationStep.Repeat;
import org.jspecify.annotations.Nullable;

/**
 * What this build contains.
 *
 * @param migrations the migrations, ascending by version
 * @param repeatables the repeatable scripts, ordered by description
 */
record PackagedScripts(List<Migration> migrations, List<Repeatable> repeatables) {

	/**
	 * Return the newest version, or {@code null} without one.
	 */
	@Nullable Version head() {
		return this.migrations.isEmpty() ? null : this.migrations.get(this.migrations.size() - 1).version();
	}

	/**
	 * Return the repeatable scripts whose text with values is not the one that ran last.
	 */
	List<Repeat> changed(History history, DefinedPlaceholders placeholders) {
		return this.repeatables.stream()
			.map((repeatable) -> new Repeat(repeatable, placeholders.resolvedHash(repeatable.script())))
			.filter((repeat) -> {
				AppliedRepeatable row = history.repeatable(repeat.description());
				return row == null || !row.hash().equals(repeat.hash());
			})
			.toList();
	}

}
