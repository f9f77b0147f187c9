package dev.migrateboot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Versions are compared as numbers and printed as written.
 */
class VersionTests {

	@ParameterizedTest
	@CsvSource({ "1, 001", "1, 1.0", "1, 1_0_0", "1.2, 1_2", "01.02, 1.2", "0, 000", "0, 0.0" })
	void equalsWhenNumbersAreTheSameHolds(String one, String other) {
		assertThat(Version.parse(one)).isEqualTo(Version.parse(other))
			.hasSameHashCodeAs(Version.parse(other))
			.isEqualByComparingTo(Version.parse(other));
	}

	@ParameterizedTest
	@CsvSource({ "1, 2", "2, 10", "009, 10", "1, 1.1", "1.9, 1.10", "1.1, 2", "1.2.3, 1.3", "0, 1", "1.0, 1.0.1",
			"20261121093000, 20261121093001", "99999999999999999999, 100000000000000000000" })
	void compareToOrdersByNumbers(String lower, String higher) {
		assertThat(Version.parse(lower)).isLessThan(Version.parse(higher)).isNotEqualTo(Version.parse(higher));
		assertThat(Version.parse(higher)).isGreaterThan(Version.parse(lower));
	}

	@ParameterizedTest
	@ValueSource(strings = { "1", "001", "1.0", "1_2", "000", "20261121093000" })
	void toStringReturnsWhatWasWritten(String text) {
		assertThat(Version.parse(text)).hasToString(text);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "v1", "1.", ".1", "1..2", "1._2", "-1", "+1", " 1", "1a", "١", "1,2" })
	void parseWhenTextIsNoVersionThrows(String text) {
		assertThat(Version.isVersion(text)).isFalse();
		assertThatExceptionOfType(TargetException.class).isThrownBy(() -> Version.parse(text))
			.withMessage("'%s' is not a target.", text);
	}

	@Test
	void sortingPutsVersionsIntoTheirOrder() {
		List<Version> versions = new ArrayList<>(
				List.of("10", "9", "1.10", "1.9", "001", "2.0").stream().map(Version::parse).toList());
		Collections.sort(versions);
		assertThat(versions).extracting(Version::toString).containsExactly("001", "1.9", "1.10", "2.0", "9", "10");
	}

}
