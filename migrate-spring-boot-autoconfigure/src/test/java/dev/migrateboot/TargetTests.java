package dev.migrateboot;

import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Targets as they are spelled everywhere, and the texts about those that lead nowhere.
 */
class TargetTests {

	private static final Target.Exactly SEVEN = new Target.Exactly(Version.parse("007"));

	@Test
	void parseReturnsTarget() {
		assertThat(Target.parse("head")).isSameAs(Target.HEAD);
		assertThat(Target.parse("base")).isSameAs(Target.BASE);
		assertThat(Target.parse("1")).isEqualTo(new Target.Exactly(Version.parse("001")));
		assertThat(Target.parse("1.2")).isEqualTo(new Target.Exactly(Version.parse("1_2")));
		assertThat(Target.parse("+1")).isEqualTo(new Target.Relative(1));
		assertThat(Target.parse("-12")).isEqualTo(new Target.Relative(-12));
		assertThat(Target.parse("+002")).isEqualTo(new Target.Relative(2));
	}

	@ParameterizedTest
	@CsvSource({ "head, head", "base, base", "007, 007", "1.0, 1.0", "+3, +3", "-03, -3" })
	void toStringReturnsTheSpelling(String text, String printed) {
		assertThat(Target.parse(text)).hasToString(printed);
	}

	@Test
	void toStringDoesNotDependOnTheLocale() {
		Locale before = Locale.getDefault();
		try {
			Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
			assertThat(Target.parse("-12")).hasToString("-12");
		}
		finally {
			Locale.setDefault(before);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "HEAD", "latest", "+0", "-0", "+", "-", "+1.2", "--1", "+9999999999", "1 ", "head~1",
			"journal" })
	void parseWhenTextIsNoTargetThrows(String text) {
		assertThatExceptionOfType(TargetException.class).isThrownBy(() -> Target.parse(text))
			.withMessage("'%s' is not a target.", text)
			.satisfies(TargetTests::isUnknownTarget)
			.satisfies((ex) -> assertThat(ex.getAction()).isEqualTo("Use head, base, a version, +n or -n."));
	}

	@Test
	void unknownNamesWhatIsKnown() {
		assertThat(TargetException.unknown(SEVEN, versions("001", "2")))
			.hasMessage("Version 007 is neither in this build nor in the history.")
			.satisfies(TargetTests::isUnknownTarget)
			.satisfies((ex) -> assertThat(ex.getAction())
				.isEqualTo("Known versions are 001, 2. Use head, base, a version, +n or -n."));
	}

	@Test
	void unknownWhenNothingIsKnownSaysSo() {
		assertThat(TargetException.unknown(SEVEN, List.of())).satisfies((ex) -> assertThat(ex.getAction())
			.isEqualTo("There are no versions at all. Use head, base, a version, +n or -n."));
	}

	@Test
	void notInBuildSaysThatOnlyTheBuildCounts() {
		assertThat(TargetException.notInBuild(SEVEN, versions("001")))
			.hasMessage(
					"Version 007 is in the history, but not in this build; only what is in the build can be recorded.")
			.satisfies(TargetTests::isUnknownTarget)
			.satisfies((ex) -> assertThat(ex.getAction())
				.isEqualTo("Known versions are 001. Use head, base, a version, +n or -n."));
	}

	@Test
	void noHeadSaysWhereTheDatabaseIs() {
		assertThat(TargetException.noHead(Version.parse("003")))
			.hasMessage("This build contains no migrations, so there is no head; the database is at 003.")
			.satisfies(TargetTests::isUnknownTarget)
			.satisfies(
					(ex) -> assertThat(ex.getAction()).isEqualTo("Check migrate.locations, or use base or a version."));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "+3 | 2 | Target +3 is out of reach: 2 migrations are pending. | Use a smaller number, or head.",
					"+2 | 1 | Target +2 is out of reach: 1 migration is pending. | Use a smaller number, or head.",
					"-3 | 0 | Target -3 is out of reach: 0 migrations are applied. | Use a smaller number, or base." })
	void tooFarSaysHowManyThereAre(String target, int available, String message, String action) {
		assertThat(TargetException.tooFar((Target.Relative) Target.parse(target), available)).hasMessage(message)
			.satisfies(TargetTests::isUnknownTarget)
			.satisfies((ex) -> assertThat(ex.getAction()).isEqualTo(action));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = {
					"UPGRADE | Target 007 lies below the current version 009; an upgrade never reverts anything. "
							+ "| To go back, ask for a downgrade.",
					"DOWNGRADE | Target 007 lies above the current version 009; a downgrade never applies anything. "
							+ "| To go on, ask for an upgrade." })
	void wrongDirectionNamesTheOtherOne(Direction asked, String message, String action) {
		TargetException ex = TargetException.wrongDirection(SEVEN, asked, "009");
		assertThat(ex).hasMessage(message);
		assertThat(ex.getAction()).isEqualTo(action);
		assertThat(ex.getError()).isEqualTo("wrong-direction");
	}

	private static void isUnknownTarget(Throwable ex) {
		assertThat(((TargetException) ex).getError()).isEqualTo("unknown-target");
	}

	private static List<Version> versions(String... versions) {
		return List.of(versions).stream().map(Version::parse).toList();
	}

}
