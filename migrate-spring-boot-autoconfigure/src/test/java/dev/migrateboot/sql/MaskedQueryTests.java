package dev.migrateboot.sql;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Queries of others, without what may be secret.
 */
class MaskedQueryTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			select * from t where id = 4711 and name = 'Ada''s'   | select * from t where id = ? and name = ?
			select 1.5e3, -2, $1, t1.a2, 0x1F, 1_000              | select ?, -?, $1, t1.a2, ?, ?
			select E'it\\'s', U&'\\0061', $$a$$, $x$b$x$, b'1', n'é' | select ?, ?…
			select e'it\\'s secret', $$a$$, $x$b$x$, b'1', n'é'   | select ?, ?, ?, ?, ?
			select 'c:\\' or password = 'x'                       | select ?…
			update "My 1" set a = 'cut off by the ser             | update "My 1" set a = ?…
			/* token 'x' */ select/**/1 -- 'secret'               | select ?
			select  a,   b from   t                               | select a, b from t
			do $$ begin perform 1; end                            | do ?…
			""")
	void literalsAreReplaced(String query, String masked) {
		assertThat(MaskedQuery.of(query)).isEqualTo(masked);
	}

}
