package dev.migrateboot.sql;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Cutting scripts into statements. The scripts in {@code sql/valid} and
 * {@code sql/invalid} are the specification.
 */
class SqlReaderTests {

	private static final int WINDOW = 16 * 1024;

	static List<String> valid() {
		return GoldenFiles.cases("valid");
	}

	static List<String> invalid() {
		return GoldenFiles.cases("invalid");
	}

	@ParameterizedTest
	@MethodSource("valid")
	void readReturnsExpectedStatements(String name) {
		assertThat(ReadScript.of(script(name)).print()).isEqualTo(expected(name));
	}

	@ParameterizedTest
	@MethodSource("valid")
	void readWhenLinesEndWithCarriageReturnReturnsTheSame(String name) {
		ReadScript read = ReadScript.of(script(name).replace("\n", "\r\n"));
		assertThat(read.print().replace("\r\n", "\n")).isEqualTo(expected(name));
		assertThat(read.meaning()).isEqualTo(ReadScript.of(script(name)).meaning());
	}

	@ParameterizedTest
	@MethodSource("valid")
	void readWhenTextComesInSmallChunksReturnsTheSame(String name) {
		for (int chunk : new int[] { 1, 2, 3, 7 }) {
			assertThat(ReadScript.of(new ChunkReader(script(name), chunk)).print()).isEqualTo(expected(name));
		}
	}

	/**
	 * Shifts the script over the place where the window is forgotten, character by
	 * character.
	 */
	@ParameterizedTest
	@MethodSource("valid")
	void readWhenScriptCrossesTheWindowReturnsTheSame(String name) {
		List<SqlStatement> alone = ReadScript.of(script(name)).statements();
		List<String> data = ReadScript.of(script(name)).data();
		for (int before = 0; before < 400; before += 3) {
			String padding = "select '" + "x".repeat(WINDOW - before) + "';\n";
			ReadScript read = ReadScript.of(padding + script(name));
			assertThat(read.statements()).hasSize(alone.size() + 1);
			assertThat(read.data().subList(1, read.data().size())).isEqualTo(data);
			for (int i = 0; i < alone.size(); i++) {
				SqlStatement shifted = read.statements().get(i + 1);
				assertThat(shifted.sql()).isEqualTo(alone.get(i).sql());
				assertThat(shifted.place().line()).isEqualTo(alone.get(i).place().line() + 1);
				assertThat(shifted.place().column()).isEqualTo(alone.get(i).place().column());
			}
		}
	}

	@ParameterizedTest
	@MethodSource("invalid")
	void readWhenScriptIsBrokenThrowsWithPlace(String name) {
		String script = GoldenFiles.read("invalid", name + ".sql");
		for (int chunk : new int[] { 1, WINDOW }) {
			assertThatExceptionOfType(SqlSyntaxException.class)
				.isThrownBy(() -> ReadScript.of(new ChunkReader(script, chunk)))
				.satisfies((ex) -> assertThat(ex.getPlace() + ": " + ex.getMessage() + "\n")
					.isEqualTo(GoldenFiles.read("invalid", name + ".error")));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "select 1", "select 1;", "select 1 ;", "select 1 -- x", "select 1; -- x",
			"select 1 /* x */", "\n; select 1\r" })
	void readWhenScriptHasNoFinalLineEndReturnsTheStatement(String script) {
		assertThat(ReadScript.of(script).sql()).containsExactly("select 1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "copy t from stdin;\n1\n\\.", "copy t from stdin;\n1\n\\.\n",
			"copy t from stdin;\n1\n\\.\r\n", "copy t from stdin;\n1\n", "copy t from stdin; -- x\n1\n\\." })
	void readWhenDataEndTheScriptReturnsThem(String script) {
		ReadScript read = ReadScript.of(script);
		assertThat(read.sql()).containsExactly("copy t from stdin");
		assertThat(read.data()).containsExactly("1\n");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "copy t from stdin", "copy t from stdin;", "copy t from stdin;\n", "copy t from stdin;\n\\." })
	void readWhenThereAreNoDataReturnsNone(String script) {
		assertThat(ReadScript.of(script).data()).containsExactly("");
	}

	@Test
	void readWhenEndOfDataHasBlanksBehindItTakesItForData() {
		ReadScript read = ReadScript.of("copy t from stdin (format csv);\n1\n\\. \n\\.\nselect 1;");
		assertThat(read.data()).containsExactly("1\n\\. \n", "");
		assertThat(read.sql()).endsWith("select 1");
	}

	@Test
	void nextWhenDataAreNotReadSkipsThem() throws IOException {
		SqlReader reader = new SqlReader(new StringReader("copy t from stdin;\n1\n2\n\\.\nselect 1;"));
		reader.next();
		assertThat(reader.copyData().read()).isEqualTo('1');
		SqlStatement next = reader.next();
		assertThat(next).isNotNull();
		assertThat(next.sql()).isEqualTo("select 1");
		assertThat(next.place()).isEqualTo(new Place(5, 1));
		assertThatIllegalStateException().isThrownBy(reader::copyData)
			.withMessage("The last statement was not a COPY FROM STDIN");
	}

	@Test
	void nextWhenAtTheEndReturnsNull() throws IOException {
		SqlReader reader = new SqlReader(new StringReader("select 1"));
		assertThat(reader.statements()).isZero();
		assertThat(reader.next()).isNotNull();
		assertThat(reader.next()).isNull();
		assertThat(reader.next()).isNull();
		assertThat(reader.statements()).isEqualTo(1);
	}

	@Test
	void headerReturnsLineCommentsBeforeTheFirstStatement() {
		ReadScript read = ReadScript
			.of("\n-- one 😀\r\n/* -- no */ --two\n;\\restrict x\n  -- three\nselect 1 -- no\n;-- no\n");
		assertThat(read.header()).containsExactly(new HeaderComment("-- one 😀", new Place(2, 1)),
				new HeaderComment("--two", new Place(3, 13)), new HeaderComment("-- three", new Place(5, 3)));
	}

	@Test
	void headerWhenThereIsNoStatementReturnsAllLineComments() {
		assertThat(ReadScript.of("-- one\n-- two").header()).extracting(HeaderComment::text)
			.containsExactly("-- one", "-- two");
		assertThat(ReadScript.of("").header()).isEmpty();
	}

	@Test
	void wordsAreTheKeyWordsAndNamesInUpperCase() {
		SqlStatement statement = ReadScript.of("alter table \"my Table\" /* no */ add x int default 'no';")
			.statements()
			.get(0);
		assertThat(statement.words()).containsExactly("ALTER", "TABLE", "\"my Table\"", "ADD", "X", "INT", "DEFAULT");
	}

	/**
	 * Reads what is too long to be kept, one statement at a time.
	 */
	@Test
	void readWhenScriptIsLongLooksAheadOnlyALittle() throws IOException {
		int statements = 100_000;
		ChunkReader script = new ChunkReader(
				new RepeatingReader("insert into t values (1, 'it''s; x', $$;$$);\n", statements), WINDOW);
		SqlReader reader = new SqlReader(script);
		long consumed = 0;
		SqlStatement next = reader.next();
		while (next != null) {
			consumed += next.sql().length() + 2;
			assertThat(script.count() - consumed).isLessThanOrEqualTo(2 * WINDOW);
			assertThat(next.place()).isEqualTo(new Place(reader.statements(), 1));
			next = reader.next();
		}
		assertThat(reader.statements()).isEqualTo(statements);
	}

	private static String script(String name) {
		return GoldenFiles.read("valid", name + ".sql");
	}

	private static String expected(String name) {
		return GoldenFiles.read("valid", name + ".expected");
	}

	/**
	 * The same line again and again.
	 */
	private static final class RepeatingReader extends Reader {

		private final String line;

		private final long length;

		private long offset;

		RepeatingReader(String line, int times) {
			this.line = line;
			this.length = (long) line.length() * times;
		}

		@Override
		public int read(char[] target, int start, int length) {
			int count = (int) Math.min(length, this.length - this.offset);
			for (int i = 0; i < count; i++) {
				target[start + i] = this.line.charAt((int) ((this.offset + i) % this.line.length()));
			}
			this.offset += count;
			return (count > 0) ? count : -1;
		}

		@Override
		public void close() {
		}

	}

}
