package dev.migrateboot;

import java.util.List;

import dev.migrateboot.TestCode.OneWay;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.NoOp;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests {@link CodeMigrations}.
 */
class CodeMigrationsTests {

	private static final String NAME = OneWay.class.getName();

	@Test
	void codeIsSortedInByItsVersion() {
		List<Migration> migrations = among("001 010", new OneWay("11", "last", "1"), new OneWay("2", "middle", "1"));
		assertThat(migrations).extracting((migration) -> migration.version() + " " + migration.description())
			.containsExactly("001 test 001", "2 middle", "010 test 010", "11 last");
		assertThat(migrations.get(1).downgrade()).isNull();
	}

	@Test
	void hashComesFromTheChecksumAlone() {
		Script one = among("", new OneWay("1", "one", "7")).get(0).upgrade();
		Script other = among("", new OneWay("2", "other", "7")).get(0).upgrade();
		Script changed = among("", new OneWay("1", "one", "8")).get(0).upgrade();
		assertThat(one.hash()).isEqualTo(other.hash()).isNotEqualTo(changed.hash());
		assertThat(ScriptOutline.of(one).meaning()).isEqualTo(one.hash());
		assertThat(ScriptOutline.of(one).isTransactional()).isTrue();
	}

	@Test
	void proxyIsNamedByItsClass() {
		CodeMigration proxy = (CodeMigration) Enhancer.create(Proxied.class, NoOp.INSTANCE);
		assertThat(proxy.getClass()).isNotEqualTo(Proxied.class);
		assertThat(among("", proxy).get(0).upgrade().name()).isEqualTo(Proxied.class.getName());
	}

	@Test
	void versionOfAScriptAndAClassIsADuplicate() {
		assertThat(text("002", new OneWay("2", "one way", "1"))).isEqualTo("""
				Version 2 exists twice: db/migration/002_test_upgrade.sql and %s.

				Action:
				Give one of them the next free version, or delete it.
				""".formatted(NAME));
	}

	@Test
	void versionOfTwoClassesIsADuplicate() {
		assertThat(text("", new OneWay("1", "one way", "1"), new Proxied()))
			.startsWith("Version 001 exists twice: %s and %s.\n".formatted(NAME, Proxied.class.getName()));
	}

	/**
	 * Each row: version | description | checksum | message | action.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"v2 | x | 1 | 'declares the version ''v2'', which is none.' | Return whole numbers separated by dots or underscores from version(), as in \"007\".",
			" | x | 1 | declares no version. | Return a text from version().",
			"2 | | 1 | declares no description. | Return a text from description().",
			"2 | x | | declares no checksum. | Return a text from checksum().",
			"2 | x | ' ' | declares a blank checksum. | Return a text from checksum() and change it whenever the meaning of the code changes." },
			quoteCharacter = '\'')
	void declarationThatIsMissingOrWrongNamesTheClass(@Nullable String version, @Nullable String description,
			@Nullable String checksum, String message, String action) {
		assertThat(text("", new OneWay(version, description, checksum)))
			.isEqualTo("%s %s\n\nAction:\n%s\n".formatted(NAME, message, action));
	}

	private static List<Migration> among(String scripts, CodeMigration... code) {
		return new CodeMigrations(List.of(code)).among(new PackagedScripts(TestHistory.build(scripts), List.of()))
			.migrations();
	}

	private static String text(String scripts, CodeMigration... code) {
		MigrateException failure = Failures.of(() -> among(scripts, code));
		assertThat(failure).isInstanceOf(ScriptException.class);
		return failure.getMessage() + "\n\nAction:\n" + failure.getAction() + "\n";
	}

	static class Proxied implements CodeMigration {

		@Override
		public String version() {
			return "001";
		}

		@Override
		public String description() {
			return "";
		}

		@Override
		public String checksum() {
			return "1";
		}

		@Override
		public void upgrade(JdbcClient jdbc) {
		}

	}

}
