package dev.migrateboot;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

import org.springframework.core.io.ByteArrayResource;

/**
 * Scripts and migrations without files.
 */
final class TestScripts {

	private TestScripts() {
	}

	static Script script(String text) {
		return script("001_test_upgrade.sql", text);
	}

	static Script script(String name, String text) {
		return script(name, text.getBytes(StandardCharsets.UTF_8));
	}

	static Script script(String name, byte[] bytes) {
		return new Script(name, "db/migration/" + name, new ByteArrayResource(bytes));
	}

	/**
	 * Return a pair of scripts that say what they are.
	 */
	static Migration pair(String version) {
		return migration(version, "down " + version);
	}

	/**
	 * Return a migration.
	 * @param downgrade the text of the downgrade script, or {@code null} for none
	 */
	static Migration migration(String version, @Nullable String downgrade) {
		return new Migration(Version.parse(version), "test " + version,
				script(version + "_test_upgrade.sql", "up " + version),
				(downgrade != null) ? script(version + "_test_downgrade.sql", downgrade) : null);
	}

}
