package dev.migrateboot;

import java.util.List;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Sorts migrations in code in among those of scripts.
 */
final class CodeMigrations {

	private final List<CodeMigration> code;

	CodeMigrations(List<CodeMigration> code) {
		this.code = List.copyOf(code);
	}

	/**
	 * Return the scripts with the migrations of scripts and code, ascending by version.
	 * @throws ScriptException if a version exists twice or a class does not declare what
	 * it has to
	 */
	PackagedScripts among(PackagedScripts scripts) {
		if (this.code.isEmpty()) {
			return scripts;
		}
		TreeMap<Version, Migration> all = new TreeMap<>();
		scripts.migrations().forEach((migration) -> all.put(migration.version(), migration));
		for (CodeMigration declared : this.code) {
			Migration migration = migration(declared);
			Migration other = all.putIfAbsent(migration.version(), migration);
			if (other != null) {
				throw new ScriptException(
						migration.upgrade().toString(), "Version %s exists twice: %s and %s."
							.formatted(migration.version(), other.upgrade(), migration.upgrade()),
						"Give one of them the next free version, or delete it.");
			}
		}
		return new PackagedScripts(List.copyOf(all.values()), scripts.repeatables());
	}

	private static Migration migration(CodeMigration declared) {
		Class<?> type = ClassUtils.getUserClass(declared);
		String version = declared(type, "version", declared.version());
		if (!Version.isVersion(version)) {
			throw new ScriptException(type.getName(),
					"%s declares the version '%s', which is none.".formatted(type.getName(), version),
					"Return whole numbers separated by dots or underscores from version(), as in \"007\".");
		}
		String checksum = declared(type, "checksum", declared.checksum());
		if (checksum.isBlank()) {
			throw new ScriptException(type.getName(), "%s declares a blank checksum.".formatted(type.getName()),
					"Return a text from checksum() and change it whenever the meaning of the code changes.");
		}
		return new Migration(Version.parse(version), declared(type, "description", declared.description()),
				Script.code(type, checksum, declared::upgrade),
				(declared instanceof CodeMigration.Reversible reversible)
						? Script.code(type, checksum, reversible::downgrade) : null);
	}

	private static String declared(Class<?> type, String what, @Nullable String value) {
		if (value == null) {
			throw new ScriptException(type.getName(), "%s declares no %s.".formatted(type.getName(), what),
					"Return a text from %s().".formatted(what));
		}
		return value;
	}

}
