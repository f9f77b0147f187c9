package dev.migrateboot.sql;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Values in the place of placeholders, and the way back to the text as written.
 */
class PlaceholdersTests {

	private static final Map<String, String> VALUES = Map.of("owner", "ada", "wide", "😀ä😀", "lines", "1,\n2,\n3",
			"none", "", "two", "select 1; select 2", "quote", "it''s", "long", "x".repeat(40_000));

	/**
	 * Each row: script | statements that are sent | statements as written.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "select '${owner}' | select 'ada' | select '${owner}'",
			"alter table ${owner}_t owner to ${OWNER}; | alter table ada_t owner to ada | alter table ${owner}_t owner to ${OWNER}",
			"${two}; select 3 | select 1/select 2/select 3 | ${two}/${two}/select 3",
			"select ${none}1${none}, 2; | select 1, 2 | select ${none}1${none}, 2",
			"${none}; select 1 | select 1 | select 1",
			"select '${quote}', $$${owner}$$ | select 'it''s', $$ada$$ | select '${quote}', $$${owner}$$",
			"/* ${owner} */ select /* ${owner} */ 1 | select /* ada */ 1 | select /* ${owner} */ 1",
			"select $${owner} | select $ada | select $${owner}",
			// not a placeholder
			"select '${}', '${owner' | select '${}', '${owner' | select '${}', '${owner'",
			"select '${${owner}' | select '${ada' | select '${${owner}'",
			"select '${ owner}' | select '${ owner}' | select '${ owner}'",
			"select '${unknown}' | select '${unknown}' | select '${unknown}'" })
	void statementsAreThoseOfTheTextWithValues(String script, String sql, String written) {
		for (int chunk : List.of(1, 2, 3, 7, 100_000)) {
			List<SqlStatement> statements = read(new ChunkReader(script, chunk), placeholders(false));
			assertThat(statements).extracting(SqlStatement::sql).containsExactly(sql.split("(?<!\\*)/(?!\\*)"));
			assertThat(join(statements)).isEqualTo(written);
		}
	}

	@Test
	void placeholderDoesNotReachBeyondItsLine() {
		String script = "select '${\nowner}', '${owner\n}'";
		assertThat(read(script).get(0).sql()).isEqualTo(script);
		assertThat(read("select '${" + "n".repeat(300) + "}'").get(0).sql()).hasSize(312);
	}

	/**
	 * The position is that of a word in the statement that is sent; the place and the
	 * line are those of the text as written.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "select '${wide}' , BAD | 1:20", "select 'ä😀${owner}😀' , BAD | 1:24",
					"/* ${wide} 😀 */ select '${owner}${none}${wide}', BAD | 1:50", "select (${lines}), BAD | 1:20",
					"select (${lines}) , -- ${lines}~  '${wide}', BAD | 2:14",
					"-- ${lines}~select '${lines}~'; select BAD | 3:11", "select '${long}${long}', BAD | 1:26",
					"select 1; select '${long}'; select BAD | 1:36",
					"copy t from stdin; select '${wide}', BAD;~${lines}~\\. | 1:38" })
	void placesAreThoseOfTheTextAsWritten(String text, String place) {
		String script = text.replace('~', '\n');
		List<SqlStatement> statements = read(script);
		SqlStatement last = statements.get(statements.size() - 1);
		int index = last.sql().indexOf("BAD");
		int position = last.sql().codePointCount(0, index) + 1;
		assertThat(last.locate(position)).hasToString(place);
		String line = script.lines().toList().get(last.locate(position).line() - 1);
		assertThat(line.replaceFirst(";$", "")).endsWith(last.lineAt(position).strip());
	}

	@Test
	void positionInsideAValueIsTheBeginningOfItsPlaceholder() {
		SqlStatement statement = read("select\n  '${lines}', ${owner}").get(0);
		assertThat(statement.locate(statement.sql().indexOf("2,") + 1)).hasToString("2:4");
		assertThat(statement.lineAt(statement.sql().indexOf("2,") + 1)).isEqualTo("  '${lines}', ${owner}");
		assertThat(statement.locate(statement.sql().indexOf("da") + 1)).hasToString("2:15");
		assertThat(statement.locate(999)).hasToString("2:23");
	}

	@Test
	void copyDataAreSubstituted() throws IOException {
		SqlReader reader = new SqlReader(new StringReader("copy t from stdin;\n${owner}\t${lines}\n\\.\nselect 1"),
				placeholders(true));
		reader.next();
		StringBuilder data = new StringBuilder();
		for (int c = reader.copyData().read(); c >= 0; c = reader.copyData().read()) {
			data.append((char) c);
		}
		assertThat(data).hasToString("ada\t1,\n2,\n3\n");
		SqlStatement next = reader.next();
		assertThat(next).isNotNull();
		assertThat(next.place()).hasToString("4:1");
		assertThat(reader.placeholders()).containsExactly("${owner}", "${lines}");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 5, 100_000 })
	void undefinedWhenStrictThrows(int chunk) {
		String script = "-- 😀\n select '${lines}', '😀${wide}' , '${nobody}';";
		assertThatExceptionOfType(UndefinedPlaceholderException.class)
			.isThrownBy(() -> read(new ChunkReader(script, chunk), placeholders(true)))
			.satisfies((ex) -> assertThat(ex.getPlaceholder()).isEqualTo("${nobody}"))
			.satisfies((ex) -> assertThat(ex.getPlace()).hasToString("2:35"));
	}

	@Test
	void undefinedFarBehindIsPlaced() {
		String script = "insert into t values ('${long}${lines}');\n".repeat(2000) + "  ${wide} ${nobody}";
		assertThatExceptionOfType(UndefinedPlaceholderException.class).isThrownBy(() -> {
			SqlReader reader = new SqlReader(new StringReader(script), placeholders(true));
			while (reader.next() != null) {
				reader.skipCopyData();
			}
		}).satisfies((ex) -> assertThat(ex.getPlace()).hasToString("2001:11"));
	}

	@Test
	void meaningIsThatOfTheTextAsWritten() throws IOException {
		String script = "create table ${owner} (a text default '${owner}'); copy t from stdin;\n${owner}\n\\.\n";
		SqlReader other = new SqlReader(new StringReader(script), new Placeholders("${", Map.of("owner", "bob"), true));
		SqlReader reader = new SqlReader(new StringReader(script), placeholders(true));
		while (reader.next() != null) {
			reader.skipCopyData();
		}
		while (other.next() != null) {
			other.skipCopyData();
		}
		assertThat(reader.meaning()).isEqualTo(other.meaning());
	}

	@Test
	void inReturnsWhatHasAValueOnce() throws IOException {
		Reader text = new ChunkReader("${owner} ${nobody} ${Owner} ${owner} ${wide", 2);
		assertThat(placeholders(true).in(text)).containsExactly("${owner}", "${Owner}");
		assertThat(Placeholders.NONE.in(new StringReader("${owner}"))).isEmpty();
	}

	@Test
	void firstOfTwoNamesThatDifferInCaseCounts() {
		Map<String, String> values = new LinkedHashMap<>();
		values.put("OWNER", "first");
		values.put("owner", "second");
		assertThat(new Placeholders("${", values, true).value("Owner")).isEqualTo("first");
	}

	private static String join(List<SqlStatement> statements) {
		return statements.stream().map(SqlStatement::written).collect(Collectors.joining("/"));
	}

	private static List<SqlStatement> read(String script) {
		return read(new StringReader(script), placeholders(false));
	}

	private static Placeholders placeholders(boolean strict) {
		return new Placeholders("${", VALUES, strict);
	}

	private static List<SqlStatement> read(Reader script, Placeholders placeholders) {
		try {
			SqlReader reader = new SqlReader(script, placeholders);
			List<SqlStatement> statements = new ArrayList<>();
			for (SqlStatement next = reader.next(); next != null; next = reader.next()) {
				statements.add(next);
			}
			return statements;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
