package dev.migrateboot.command;

import java.time.Instant;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what the next scripts are called.
 */
class ScriptNamingTests {

	private static final Instant NOW = Instant.parse("2026-11-21T09:08:07Z");

	@Test
	void firstScriptsAreNativeOnes() {
		assertNext("001_add_users_upgrade.sql", "001_add_users_downgrade.sql");
	}

	@Test
	void numbersGoOnBehindTheHighest() {
		assertNext("010_add_users_upgrade.sql", "010_add_users_downgrade.sql", "002_b_upgrade.sql", "009_upgrade.sql",
				"009_downgrade.sql", "readme.txt");
		assertNext("1000_add_users_upgrade.sql", "1000_add_users_downgrade.sql", "999_a_upgrade.sql");
	}

	@Test
	void flywaysNamesAreFollowed() {
		assertNext("V3__add_users.sql", "U3__add_users.sql", "V2__a.sql", "U2__a.sql", "R__views.sql");
		assertNext("V1.10__add_users.sql", "U1.10__add_users.sql", "V1.9__a.sql", "V1.2__a.sql");
		assertNext("V1_08__add_users.sql", "U1_08__add_users.sql", "V1_07__a.sql");
	}

	@Test
	void timesStayTimes() {
		assertNext("20261121090807_add_users_upgrade.sql", "20261121090807_add_users_downgrade.sql",
				"20260102030405_a_upgrade.sql");
		assertNext("V202611210908__add_users.sql", "U202611210908__add_users.sql", "V202601020304__a.sql");
	}

	@Test
	void timeThatIsTakenIsCountedOn() {
		assertNext("20261121090808_add_users_upgrade.sql", "20261121090808_add_users_downgrade.sql",
				"20261121090807_a_upgrade.sql");
	}

	private static void assertNext(String upgrade, String downgrade, String... names) {
		ScriptNaming naming = ScriptNaming.of(List.of(names), NOW);
		assertThat(naming.name(" add: users! ", true)).isEqualTo(upgrade);
		assertThat(naming.name(" add: users! ", false)).isEqualTo(downgrade);
	}

}
