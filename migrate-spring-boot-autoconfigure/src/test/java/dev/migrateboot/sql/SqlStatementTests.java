package dev.migrateboot.sql;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Places that the server reports, found in the script again.
 */
class SqlStatementTests {

	private static final String SCRIPT = "-- 😀\n  /* ä */ select 😀,\r\n\tbad from t; select 2;";

	@ParameterizedTest
	@CsvSource({ "0, 2:11", "1, 2:11", "8, 2:18", "9, 2:19", "12, 3:1", "13, 3:2", "15, 3:4", "22, 3:11", "23, 3:12",
			"99, 3:12", "-1, 2:11" })
	void locateReturnsThePlaceInTheScript(int position, String place) {
		assertThat(first().locate(position)).hasToString(place);
	}

	@ParameterizedTest
	@CsvSource({ "0, 'select 😀,'", "8, 'select 😀,'", "11, 'select 😀,'", "13, '\tbad from t'", "99, '\tbad from t'" })
	void lineAtReturnsTheLine(int position, String line) {
		assertThat(first().lineAt(position)).isEqualTo(line);
	}

	@Test
	void placeIsWhereTheTextBegins() {
		assertThat(first().place()).isEqualTo(new Place(2, 11));
		assertThat(ReadScript.of(SCRIPT).statements().get(1).place()).isEqualTo(new Place(3, 14));
	}

	private static SqlStatement first() {
		return ReadScript.of(SCRIPT).statements().get(0);
	}

}
