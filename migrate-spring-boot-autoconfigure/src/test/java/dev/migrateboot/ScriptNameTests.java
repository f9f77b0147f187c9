package dev.migrateboot;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The grammar of file names. What dialect tokens mean is decided among the files of one
 * version, see {@link ScriptLocatorTests}.
 */
class ScriptNameTests {

	private static final String IGNORE = "To leave the file alone, name it in migrate.ignore.";

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", value = {
			"001_create_users_upgrade.sql | 001 | UPGRADE | create users",
			"001_create_users_downgrade.sql | 001 | DOWNGRADE | create users", "1_upgrade.sql | 1 | UPGRADE | ''",
			"20261121093000_Add2_upgrade.sql | 20261121093000 | UPGRADE | Add2",
			"007__two__words__upgrade.sql | 007 | UPGRADE | two  words",
			"001_upgrade_downgrade.sql | 001 | DOWNGRADE | upgrade",
			"001_add_users_postgresql_upgrade.sql | 001 | UPGRADE | add users",
			"001_postgres_upgrade.sql | 001 | UPGRADE | ''",
			"001_postgresql_users_upgrade.sql | 001 | UPGRADE | postgresql users",
			"001_sqlite_upgrade.sql | 001 | UPGRADE | sqlite", "001_default_upgrade.sql | 001 | UPGRADE | default",
			"001_set_default_upgrade.sql | 001 | UPGRADE | set default", "V1__init.sql | 1 | UPGRADE | init",
			"U1__init.sql | 1 | DOWNGRADE | init", "V1.2.3__Add users, ä (1).sql | 1.2.3 | UPGRADE | Add users, ä (1)",
			"V1_2__x__y.sql | 1_2 | UPGRADE | x  y", "V0001__.sql | 0001 | UPGRADE | ''",
			"V2__x_postgresql.sql | 2 | UPGRADE | x postgresql",
			"V3__001_x_upgrade.sql | 3 | UPGRADE | 001 x upgrade" })
	void parseReturnsWhatTheNameSays(String file, String version, Direction direction, String description) {
		ScriptName name = ScriptName.parse(file, "db/migration/" + file);
		assertThat(name.version()).hasToString(version);
		assertThat(name.direction()).isEqualTo(direction);
		assertThat(name.description(false)).isEqualTo(description);
	}

	@ParameterizedTest
	@ValueSource(strings = { "001_create_users_upgarde.sql", "001_create_users.sql", "create_users_upgrade.sql",
			"001-create-users_upgrade.sql", "001_create-users_upgrade.sql", "001_größe_upgrade.sql",
			"1.2_create_upgrade.sql", "001_create_Upgrade.sql", "001_create_upgrade.SQL", "001upgrade.sql",
			"001__upgrade.sql", "V1_init.sql", "V__init.sql", "V1.x__init.sql", "v1__init.sql", "V1__init.SQL",
			"U__init.sql", "R__.sql", "R1__views.sql", "r__views.sql", "schema.sql", ".sql" })
	void parseWhenNameFollowsNoGrammarThrows(String file) {
		assertThatExceptionOfType(ScriptException.class)
			.isThrownBy(() -> ScriptName.parse(file, "db/migration/sub/" + file))
			.withMessage("db/migration/sub/%s is not the name of a migration.", file)
			.satisfies((ex) -> {
				assertThat(ex.getAction()).isEqualTo("Expected <version>_<description>_upgrade.sql or "
						+ "<version>_<description>_downgrade.sql, with a version of digits and a description of letters, digits "
						+ "and underscores (such as 007_add_orders_upgrade.sql), or Flyway's V<version>__<description>.sql, "
						+ "U<version>__<description>.sql and R__<description>.sql. " + IGNORE);
				assertThat(ex.getScript()).isEqualTo("db/migration/sub/" + file);
				assertThat(ex.getError()).isEqualTo("script");
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = {
					"B5__base.sql | x/B5__base.sql is a baseline script; these are not supported. "
							+ "| For a database that already is at that version, record the version with a stamp.",
					"B1.2__.sql | x/B1.2__.sql is a baseline script; these are not supported. "
							+ "| For a database that already is at that version, record the version with a stamp.",
					"V1__a.sql.conf | x/V1__a.sql.conf configures one script; such files are not read. "
							+ "| Write what it says into the script's first lines instead, "
							+ "as in '-- migrate: transaction=off' for executeInTransaction=false." })
	void parseWhenFlywayMeansSomethingElseSaysWhatToDo(String file, String message, String action) {
		assertThatExceptionOfType(ScriptException.class).isThrownBy(() -> ScriptName.parse(file, "x/" + file))
			.withMessage(message)
			.satisfies((ex) -> assertThat(ex.getAction()).isEqualTo(action + " " + IGNORE));
	}

	@ParameterizedTest
	@ValueSource(strings = { "beforeMigrate.sql", "afterEachMigrate__grants.sql", "beforeEachMigrateStatement.sql",
			"afterMigrateError.sql", "afterVersioned.sql", "createSchema.sql" })
	void parseWhenFileIsACallbackThrows(String file) {
		assertThatExceptionOfType(ScriptException.class).isThrownBy(() -> ScriptName.parse(file, "x/" + file))
			.withMessage("x/%s is a callback; these are not supported.", file)
			.satisfies((ex) -> assertThat(ex.getAction()).isEqualTo(IGNORE));
	}

}
