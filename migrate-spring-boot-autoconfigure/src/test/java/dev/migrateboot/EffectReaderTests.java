package dev.migrateboot;

import java.io.IOException;
import java.io.StringReader;
import java.util.stream.Collectors;

import dev.migrateboot.sql.SqlReader;
import dev.migrateboot.sql.SqlStatement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a statement takes away and locks, told from its words.
 */
class EffectReaderTests {

	/**
	 * Each row: statement | what is lost and which locks are taken.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "drop table a | table a ACCESS EXCLUSIVE",
			"drop /* no */ table if exists a.b , \"C d\" cascade | table a.b ACCESS EXCLUSIVE, table \"C d\" ACCESS EXCLUSIVE",
			"drop foreign table a | a ACCESS EXCLUSIVE", "drop view v | v ACCESS EXCLUSIVE",
			"drop materialized view v | v ACCESS EXCLUSIVE",
			"drop index concurrently if exists i | i SHARE UPDATE EXCLUSIVE", "drop schema s cascade | schema s",
			"drop function f(int) cascade |", "drop type t | ", "drop type t cascade | unknown DROP in line 1",
			"drop owned by x | unknown DROP in line 1", "drop extension e cascade | unknown DROP in line 1",
			"alter table only a drop column b | a ACCESS EXCLUSIVE, column a.b",
			"alter table a drop b, add c numeric(1, 2), drop column if exists \"D\" cascade | a ACCESS EXCLUSIVE, column a.b, column a.\"D\"",
			"alter table a drop constraint c | a ACCESS EXCLUSIVE",
			"alter table a alter b drop not null, alter column c drop default | a ACCESS EXCLUSIVE",
			"alter table a validate constraint c | a SHARE UPDATE EXCLUSIVE",
			"alter table a detach partition p concurrently | a SHARE UPDATE EXCLUSIVE",
			"alter type t drop attribute a | unknown ALTER in line 1", "alter type t rename to u |",
			"truncate a, only b * | truncated a ACCESS EXCLUSIVE, truncated b ACCESS EXCLUSIVE",
			"truncate table only a restart identity | truncated a ACCESS EXCLUSIVE",
			"delete from only a where b = 'drop table c' | deleted a ROW EXCLUSIVE",
			"update a set b = 1 | a ROW EXCLUSIVE", "insert into a.b values (1) | a.b ROW EXCLUSIVE",
			"create unique index concurrently i on only a (b) | a SHARE UPDATE EXCLUSIVE",
			"create index on a (b) | a SHARE", "create table a (b int) |",
			"create trigger t after insert on a execute function f() | a SHARE ROW EXCLUSIVE",
			"lock table a, b in share mode | a SHARE, b SHARE", "lock a | a ACCESS EXCLUSIVE",
			"do $$ begin drop table a; end $$ | unknown DO in line 1", "call p() | unknown CALL in line 1",
			"execute p | unknown EXECUTE in line 1",
			"with d as (delete from a returning *) select * from d | unknown WITH in line 1",
			"select f() | unknown SELECT in line 1", "select 1 |", "comment on table a is 'drop table b' |" })
	void effects(String sql, @Nullable String expected) throws IOException {
		SqlStatement statement = new SqlReader(new StringReader(sql)).next();
		assertThat(EffectReader.of(statement).stream().map(EffectReaderTests::print).collect(Collectors.joining(", ")))
			.isEqualTo((expected != null) ? expected : "");
	}

	private static String print(Effect effect) {
		return ((effect.loss() != null) ? effect.loss() + " " : "") + effect.name()
				+ ((effect.column() != null) ? "." + effect.column() : "")
				+ ((effect.lock() != null) ? " " + effect.lock() : "");
	}

}
