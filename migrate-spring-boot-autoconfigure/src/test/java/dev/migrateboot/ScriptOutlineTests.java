package dev.migrateboot;

import dev.migrateboot.ScriptOutline.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What one pass over a script tells.
 */
class ScriptOutlineTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "create table t (a int); select 1; | 2 | TRANSACTION",
			"-- nothing | 0 | TRANSACTION", "select 1; vacuum; | 2 | UNITS",
			"create index concurrently i on t (a) | 1 | UNITS", "begin; select 1; commit; | 3 | AS_WRITTEN",
			"begin; vacuum; commit; | 3 | AS_WRITTEN", "alter type m add value 'x'; select 'y'; | 2 | TRANSACTION",
			"alter type m add value 'x'; select 'x'; | 2 | UNITS",
			"alter type s.m add value if not exists 'it''s' after 'y'; insert into a values ('it''s'); | 2 | UNITS",
			"alter type m add value 'x'; select '{y,x}'; | 2 | UNITS",
			"alter type m add value 'x'; select 'xy'; | 2 | TRANSACTION",
			"alter type m add value 'x'; alter type m add value 'y' after 'x'; | 2 | TRANSACTION",
			"select 'x'; alter type m add value 'x'; | 2 | TRANSACTION",
			"create type m as enum ('y'); alter type m add value 'x'; select 'x'; | 3 | TRANSACTION",
			"alter type m add value 'x'; copy t from stdin; | 2 | UNITS",
			"savepoint s; rollback to s; | 2 | TRANSACTION", "do $$ begin commit; end $$; | 1 | TRANSACTION" })
	void ofReturnsHowTheScriptRuns(String script, int statements, Mode mode) {
		ScriptOutline outline = ScriptOutline.of(TestScripts.script(script));
		assertThat(outline.statements()).isEqualTo(statements);
		assertThat(outline.mode()).isEqualTo(mode);
		assertThat(outline.isTransactional()).isEqualTo(mode == Mode.TRANSACTION);
	}

	@Test
	void ofWhenTransactionIsOffRunsInUnits() {
		ScriptOutline outline = ScriptOutline.of(TestScripts.script("-- migrate: transaction=off\ncall p();"));
		assertThat(outline.mode()).isEqualTo(Mode.UNITS);
		assertThat(outline.directives().transaction()).isFalse();
	}

	@Test
	void ofSkipsDataOfCopy() {
		ScriptOutline outline = ScriptOutline.of(TestScripts.script("copy t from stdin;\nvacuum;\n\\.\nselect 1;"));
		assertThat(outline.statements()).isEqualTo(2);
		assertThat(outline.mode()).isEqualTo(Mode.TRANSACTION);
	}

	@Test
	void ofWhenOnlyCommentsDifferHasTheSameMeaning() {
		String meaning = ScriptOutline.of(TestScripts.script("select 1;")).meaning();
		assertThat(ScriptOutline.of(TestScripts.script("\uFEFF-- one\r\nselect  1")).meaning()).isEqualTo(meaning);
		assertThat(ScriptOutline.of(TestScripts.script("select 2;")).meaning()).isNotEqualTo(meaning);
	}

	@Test
	void ofWhenScriptIsBrokenThrowsWithPlace() {
		Script script = TestScripts.script("\uFEFFselect 'ä';\n  select 'b;\n");
		assertThatExceptionOfType(ScriptException.class).isThrownBy(() -> ScriptOutline.of(script))
			.withMessage("db/migration/001_test_upgrade.sql:2:10: a quoted string is not closed. "
					+ "Nothing of this script has been run.")
			.satisfies(
					(ex) -> assertThat(ex.getAction()).isEqualTo("Correct the script; it is read as psql reads it."));
	}

	@Test
	void ofWhenByteOrderMarkIsThereCountsColumnsWithoutIt() {
		assertThatExceptionOfType(ScriptException.class)
			.isThrownBy(() -> ScriptOutline.of(TestScripts.script("\uFEFF\\connect x\n")))
			.withMessage("db/migration/001_test_upgrade.sql:1:1: \\connect x is a command of psql, not SQL. "
					+ "Nothing of this script has been run.");
	}

}
