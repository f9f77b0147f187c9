package dev.migrateboot;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.migrateboot.MigrationStatus.Entry;
import dev.migrateboot.MigrationStatus.EntryState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where a database stands. The table of cases is the specification; {@link TestHistory}
 * tells how builds and histories are written.
 */
class StatusReaderTests {

	private static final RunInfo RUN = new RunInfo("upgrade", "003", "pod-1", "ada", TestHistory.APPLIED_AT, null, 1,
			2);

	/**
	 * Each row: build | history | changed versions | current, head and state | the states
	 * of the versions.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { " | | | base base up-to-date | ", "001 002 | | | base 002 pending | 001 pending, 002 pending",
					"001 002 | 001 | | 001 002 pending | 001 applied, 002 pending",
					"001 002 | 001 002 | | 002 002 up-to-date | 001 applied, 002 applied",
					"001 002 | 001~ 002 | | 002 002 up-to-date | 001 stamped, 002 applied",
					// applied, but not in this build
					"002 | 001 002 | | 002 002 up-to-date | 001 unknown, 002 applied",
					"001 | 001 002 | | 002 001 ahead | 001 applied, 002 unknown",
					" | 001 | | 001 base ahead | 001 unknown",
					"001 | 001 002~ | | 002 001 ahead | 001 applied, 002 unknown",
					"001 003 | 001 002 | | 002 003 pending | 001 applied, 002 unknown, 003 pending",
					// pending below what is applied
					"001 002 003 | 001 003 | | 003 003 pending | 001 applied, 002 out-of-order, 003 applied",
					"001 002 | 001 003 | | 003 002 ahead | 001 applied, 002 out-of-order, 003 unknown",
					// changed after it was applied
					"001 002 | 001 002 | 1 | 002 002 changed | 001 changed, 002 applied",
					"001 002 | 001~ | 1 | 001 002 changed | 001 changed, 002 pending",
					"001 | 001 002 | 1 | 002 001 changed | 001 changed, 002 unknown",
					// stopped half-way
					"001 002 | 001 002! | | 001 002 failed | 001 applied, 002 failed",
					"001 002 | 001! | | base 002 failed | 001 failed, 002 pending",
					"001 | 001 002! | | 001 001 failed | 001 applied, 002 failed",
					"001 002 | 001 002! | 1 | 001 002 failed | 001 changed, 002 failed",
					"001 | 001 002! 003 | | 003 001 failed | 001 applied, 002 failed, 003 unknown",
					// listed by version, whatever the order of application and the
					// spelling
					"1 9 10 | 10 001 | | 10 10 pending | 001 applied, 9 out-of-order, 10 applied" })
	void statusReturnsWhereTheDatabaseStands(@Nullable String build, @Nullable String history, @Nullable String changed,
			String state, @Nullable String entries) {
		MigrationStatus status = status(build, history, changed, null);
		assertThat(
				"%s %s %s".formatted(Planner.printed(status.current()), Planner.printed(status.head()), status.state()))
			.isEqualTo(state);
		assertThat(status.migrations().stream().map((entry) -> entry.version() + " " + entry.state()))
			.containsExactly((entries != null) ? entries.split(", ") : new String[0]);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "001 | 001", "001 002 | 001", "001 | 001 002", "001 | 001!" })
	void statusWhenRunIsInProgressIsRunning(String build, String history) {
		MigrationStatus status = status(build, history, "1", RUN);
		assertThat(status.state()).hasToString("running");
		assertThat(status.run()).isEqualTo(RUN);
	}

	/**
	 * Each row: build | history | whether there is a way back.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "001 | | true", "001- | | false", "001 | 001 | true", "001- | 001 | true", "001 | 001- | true",
					"001- | 001- | false", " | 001 | true", " | 001- | false", "001 | 001x | false",
					"001 | 001! | true" })
	void reversibleWhenThereIsADowngradeScriptSomewhereHolds(@Nullable String build, @Nullable String history,
			boolean reversible) {
		assertThat(status(build, history, null, null).migrations()).singleElement()
			.extracting(Entry::reversible)
			.isEqualTo(reversible);
	}

	@Test
	void entryTellsWhatTheHistoryKnows() {
		assertThat(status("1 002", "001", null, null).migrations()).containsExactly(
				new Entry(Version.parse("001"), "test 001", "001_test_upgrade.sql", EntryState.APPLIED, true,
						TestHistory.APPLIED_AT, "ada", 12L),
				new Entry(Version.parse("002"), "test 002", "002_test_upgrade.sql", EntryState.PENDING, true, null,
						null, null));
	}

	@Test
	void entryWhenStampedHasNoDuration() {
		assertThat(status("001", "001~", null, null).migrations()).containsExactly(new Entry(Version.parse("001"),
				"test 001", "001_test_upgrade.sql", EntryState.STAMPED, true, TestHistory.APPLIED_AT, "ada", null));
	}

	/**
	 * Each row: history | whether the script has run | whether it has changed since |
	 * state of the database and of the script.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "001 | true | false | up-to-date applied", "001 | true | true | pending pending",
					"001 | false | true | pending pending", "001 002 | true | true | ahead applied",
					"001 002 | false | true | ahead pending" })
	void repeatableScriptsComeBehindTheVersions(String history, boolean ran, boolean changed, String expected) {
		Repeatable views = new Repeatable("views", TestScripts.script("R__views.sql", "select 1"));
		List<AppliedRepeatable> rows = ran
				? List.of(new AppliedRepeatable("views", "hash", TestHistory.APPLIED_AT, "ada", 3L)) : List.of();
		History versions = TestHistory.of(history);
		MigrationStatus status = new StatusReader(new PackagedScripts(TestHistory.build("001"), List.of(views)),
				new History(versions.tables(), versions.applied(), rows, List.of(), 7, null), Set.of(),
				changed ? List.of(new MigrationStep.Repeat(views, "other")) : List.of())
			.status();
		Entry last = status.migrations().get(status.migrations().size() - 1);
		assertThat(status.state() + " " + last.state()).isEqualTo(expected);
		assertThat(last.version()).isNull();
		assertThat(last.script()).isEqualTo("R__views.sql");
		assertThat(last.appliedBy()).isEqualTo(ran ? "ada" : null);
	}

	private static MigrationStatus status(@Nullable String build, @Nullable String history, @Nullable String changed,
			@Nullable RunInfo run) {
		Set<Version> versions = (changed != null)
				? Arrays.stream(changed.split(" ")).map(Version::parse).collect(Collectors.toSet()) : Set.of();
		return new StatusReader(new PackagedScripts(TestHistory.build(build), List.of()),
				TestHistory.of(history, 7, run), versions, List.of())
			.status();
	}

}
