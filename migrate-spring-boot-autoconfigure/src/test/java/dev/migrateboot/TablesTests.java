package dev.migrateboot;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Names of tables, of whatever characters they are.
 */
class TablesTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"migrate_history | migrate_history | migrate_journal | migrate_claim | migrate_hold",
			"versions | versions | versions_journal | versions_claim | versions_hold",
			"_history | _history | _journal | _claim | _hold",
			"history | history | history_journal | history_claim | history_hold",
			"a_history_history | a_history_history | a_history_journal | a_history_claim | a_history_hold",
			"A b_history | A b_history | A b_journal | A b_claim | A b_hold",
			"a.b'; drop table x; -- | a.b'; drop table x; -- | a.b'; drop table x; --_journal | a.b'; drop table x; --_claim | a.b'; drop table x; --_hold",
			"größe_history | größe_history | größe_journal | größe_claim | größe_hold" })
	void ofReturnsQuotedNames(String table, String history, String journal, String claim, String hold) {
		assertThat(Tables.of("public", table)).isEqualTo(
				new Tables("public", "\"public\".\"%s\"".formatted(history), "\"public\".\"%s\"".formatted(journal),
						"\"public\".\"%s\"".formatted(claim), "\"public\".\"%s\"".formatted(hold)));
	}

	@Test
	void ofWhenNamesHoldQuotesDoublesThem() {
		Tables tables = Tables.of("a\"; drop schema b; --", "\"t\"");
		assertThat(tables.schema()).isEqualTo("a\"; drop schema b; --");
		assertThat(tables.history()).isEqualTo("\"a\"\"; drop schema b; --\".\"\"\"t\"\"\"");
		assertThat(tables.journal()).isEqualTo("\"a\"\"; drop schema b; --\".\"\"\"t\"\"_journal\"");
	}

	@Test
	void quoteKeepsWhatIsNoQuote() {
		assertThat(Tables.quote("%s ? :x $1 \\ 😀")).isEqualTo("\"%s ? :x $1 \\ 😀\"");
	}

}
