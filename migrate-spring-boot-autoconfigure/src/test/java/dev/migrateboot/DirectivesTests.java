package dev.migrateboot;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Directives in a script's first lines.
 */
class DirectivesTests {

	@Test
	void parseWhenThereAreNoneReturnsDefaults() {
		assertThat(directives("-- just a comment\nselect 1;"))
			.isEqualTo(new Directives(true, true, null, null, null, null));
	}

	@Test
	void parseReturnsAllKeys() {
		assertThat(directives("""
				-- What this does.
				-- migrate: transaction=off
				--migrate:lock-timeout=3s
				  --   migrate:   statement-timeout  =  2m
				-- migrate: irreversible=drops the only copy; see the manual
				-- migrate: lossy=mails = lost
				-- migrate: pipeline=off
				select 1;
				""")).isEqualTo(new Directives(false, false, Duration.ofSeconds(3), Duration.ofMinutes(2),
				"drops the only copy; see the manual", "mails = lost"));
	}

	@ParameterizedTest
	@CsvSource({ "0, PT0S", "250, PT0.25S", "250ms, PT0.25S", "5s, PT5S", "5S, PT5S", "5 s, PT5S", "2m, PT2M",
			"1h, PT1H", "1d, PT24H", "PT1M30S, PT1M30S", "pt5s, PT5S" })
	void parseReadsDurationsAsApplicationYml(String value, Duration duration) {
		Directives directives = directives("-- migrate: lock-timeout=" + value + "\r\nselect 1;");
		assertThat(directives.lockTimeout()).isEqualTo(duration);
		assertThat(directives.statementTimeout()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "migrate: transaction=on", "migrate: transaction", "migrate: transactions=off",
			"migrate: Transaction=off", "migrate: lock-timeout=soon", "migrate: lock-timeout=-5s",
			"migrate: lock-timeout=PT-5S", "migrate: lock-timeout=25d", "migrate: lock-timeout=99999999999999999999s",
			"migrate: statement-timeout=PT99999999999H", "migrate: statement-timeout=5 minutes",
			"migrate: irreversible=", "migrate: lossy", "migrate: pipeline=on", "migrate: no-transaction", "migrate:",
			"migrate: transaction=off lossy=x" })
	void parseWhenItIsNoDirectiveThrows(String comment) {
		assertThatExceptionOfType(ScriptException.class)
			.isThrownBy(() -> directives("-- first\n  -- " + comment + "  \nselect 1;"))
			.withMessage("db/migration/001_test_upgrade.sql:2:3: '-- %s' is not a directive.", comment)
			.satisfies((ex) -> {
				assertThat(ex.getAction()).isEqualTo(
						"Known directives are transaction=off, lock-timeout=<duration>, statement-timeout=<duration>, "
								+ "irreversible=<reason>, lossy=<reason> and pipeline=off.");
				assertThat(ex.getScript()).isEqualTo("db/migration/001_test_upgrade.sql");
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "select 1; -- migrate: transaction=off", "select 1;\n-- migrate: nonsense=1\nselect 2;",
			"/* migrate: transaction=off */ select 1;", "-- Migrate: transaction=off\nselect 1;",
			"-- we migrate: slowly\nselect 1;", "select '\n-- migrate: transaction=off\n';" })
	void parseWhenItIsElsewhereOrOtherwiseIsAComment(String script) {
		assertThat(directives(script)).isEqualTo(new Directives(true, true, null, null, null, null));
	}

	@Test
	void parseWhenScriptHasCommentsOnlyReadsThem() {
		assertThat(directives("-- migrate: transaction=off").transaction()).isFalse();
	}

	private static Directives directives(String script) {
		return ScriptOutline.of(TestScripts.script(script)).directives();
	}

}
