package dev.migrateboot.command;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;

import dev.migrateboot.AppliedMigration;
import dev.migrateboot.MigrationStep;
import dev.migrateboot.Source;
import dev.migrateboot.StatementProgress;
import dev.migrateboot.Version;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The words for how far a step has come.
 */
class ProgressTextTests {

	@Test
	void stepAloneTellsTheTime() {
		assertThat(text("add orders", 1, 1, null, 9)).isEqualTo("Reverting 003 add orders  0:09");
		assertThat(text("", 2, 5, null, 4271)).isEqualTo("Reverting 003 (2/5)  71:11");
	}

	@Test
	void statementIsCountedWhereThereAreSeveral() {
		assertThat(text("", 1, 1, new StatementProgress(1, 1, null, 0, 0), 60)).isEqualTo("Reverting 003  1:00");
		assertThat(text("", 1, 1, new StatementProgress(2, 7, null, 0, 0), 60))
			.isEqualTo("Reverting 003  1:00  statement 2/7");
	}

	@Test
	void phaseHasABarWhereItsEndIsKnown() {
		assertThat(text("", 1, 1, new StatementProgress(1, 1, "scanning heap", 0, 1000), 0))
			.isEqualTo("Reverting 003  0:00  [          ]   0%  scanning heap");
		assertThat(text("", 1, 1, new StatementProgress(1, 1, "scanning heap", 599, 1000), 0))
			.isEqualTo("Reverting 003  0:00  [#####     ]  59%  scanning heap");
		assertThat(text("", 1, 1, new StatementProgress(1, 1, "scanning heap", 1001, 1000), 0))
			.isEqualTo("Reverting 003  0:00  [##########] 100%  scanning heap");
		assertThat(text("", 1, 1, new StatementProgress(1, 1, "copying rows", 1204, 0), 0))
			.isEqualTo("Reverting 003  0:00  copying rows: 1204");
		assertThat(text("", 1, 1, new StatementProgress(1, 1, "initializing", 0, 0), 0))
			.isEqualTo("Reverting 003  0:00  initializing");
	}

	@Test
	void descriptionIsShortAndOfCellsOfTheSameWidth() {
		assertThat(text("add every order of the last year", 1, 1, null, 0))
			.isEqualTo("Reverting 003 add every order of th...  0:00");
		assertThat(text("zażółć \u001B[2J 漢 😀", 1, 1, null, 0)).isEqualTo("Reverting 003 zażółć ?[2J ? ?  0:00");
	}

	private static String text(String description, int number, int steps, @Nullable StatementProgress statement,
			int seconds) {
		AppliedMigration applied = new AppliedMigration(1, Version.parse("003"), description, "003_upgrade.sql",
				AppliedMigration.State.APPLIED, new AppliedMigration.Hashes("", ""), null, null, List.of(), null,
				OffsetDateTime.now(), "somebody", null, null, null);
		return ProgressText.of(new MigrationStep.Revert(applied, null, Source.HISTORY), number, steps, statement,
				Duration.ofSeconds(seconds));
	}

}
