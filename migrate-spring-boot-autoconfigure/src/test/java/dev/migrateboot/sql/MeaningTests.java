package dev.migrateboot.sql;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What of a script counts for its meaning, and what does not.
 */
class MeaningTests {

	private static final String SCRIPT = "create table t (a int);\nselect 'a b', $$c d$$, \"e f\" from t where a<=1;\n";

	private static final String COPY = "copy t from stdin;\n1\ta b\n2\t\n\\.\nselect 1;\n";

	@ParameterizedTest
	@ValueSource(strings = { "create table t (a int);\r\nselect 'a b', $$c d$$, \"e f\" from t where a<=1;\r\n",
			"-- header\ncreate table t (a int);\nselect 'a b', $$c d$$, \"e f\" from t where a<=1;\n-- footer",
			"create/* x /* y */ */table t(a int) ; ;; select 'a b',$$c d$$,\"e f\"from t\n\twhere a <= 1",
			"create table t ( -- comment; 'x\n a int\n);\nselect 'a b', $$c d$$, \"e f\" from t where a<=1;\n" })
	void meaningWhenOnlyCommentsAndWhiteSpaceDifferIsTheSame(String script) {
		assertThat(meaning(script)).isEqualTo(meaning(SCRIPT));
	}

	@ParameterizedTest
	@ValueSource(strings = { "create table t (a int);\nselect 'a  b', $$c d$$, \"e f\" from t where a<=1;\n",
			"create table t (a int);\nselect 'a b', $$c  d$$, \"e f\" from t where a<=1;\n",
			"create table t (a int);\nselect 'a b', $$c d$$, \"e  f\" from t where a<=1;\n",
			"create table t (a int);\nselect 'a b', $$c/**/ d$$, \"e f\" from t where a<=1;\n",
			"create table t (a int);\nselect 'a b'; $$c d$$, \"e f\" from t where a<=1;\n",
			"create table t (aint);\nselect 'a b', $$c d$$, \"e f\" from t where a<=1;\n",
			"create table t (a int); select 'a b', $$c d$$, \"e f\" from t where a<=2;\n",
			"create table t (a int); select 'a b', $$c d$$, \"E f\" from t where a<=1;\n",
			"create table t (a int); -- select 'a b', $$c d$$, \"e f\" from t where a<=1;\n" })
	void meaningWhenAnythingElseDiffersIsAnother(String script) {
		assertThat(meaning(script)).isNotEqualTo(meaning(SCRIPT));
	}

	@ParameterizedTest
	@ValueSource(strings = { "$$a\n-- b\nc$$", "'a\n-- b\nc'", "E'a\n-- b\nc'", "\"a\n-- b\nc\"" })
	void meaningWhenLineEndsInLiteralsDifferIsTheSame(String literal) {
		String script = "select " + literal + ";\n";
		assertThat(meaning(script.replace("\n", "\r\n"))).isEqualTo(meaning(script));
		assertThat(meaning(script.replace('\n', '\r'))).isEqualTo(meaning(script));
		assertThat(meaning(script.replace("\n", "\n\n"))).isNotEqualTo(meaning(script));
		assertThat(meaning(script.replace("-- b", ""))).isNotEqualTo(meaning(script));
	}

	@Test
	void meaningWhenBodyDiffersInCommentOnlyIsAnother() {
		assertThat(meaning("do $$ begin null; /* a */ end $$")).isNotEqualTo(meaning("do $$ begin null; end $$"));
		assertThat(meaning("create function f() returns int begin atomic select 1; /* a */ end;"))
			.isEqualTo(meaning("create function f() returns int begin atomic select 1; end;"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "copy t from stdin;\n1\ta  b\n2\t\n\\.\nselect 1;\n",
			"copy t from stdin;\n1\ta b\n2\n\\.\nselect 1;\n", "copy t from stdin;\n1\ta b\n\n2\t\n\\.\nselect 1;\n",
			"copy t from stdin;\n1\ta b\n2\t\n\\.\n", "copy t from stdin;\n1\ta b\n\\.\nselect 1;\n" })
	void meaningWhenDataDifferIsAnother(String script) {
		assertThat(meaning(script)).isNotEqualTo(meaning(COPY));
	}

	@Test
	void meaningWhenLineEndsOfDataDifferIsTheSame() {
		assertThat(meaning(COPY.replace("\n", "\r\n"))).isEqualTo(meaning(COPY));
		assertThat(meaning("/* x */ " + COPY + "-- y")).isEqualTo(meaning(COPY));
	}

	@Test
	void meaningWhenTextMovesBetweenTokensIsAnother() {
		assertThat(meaning("select a b")).isNotEqualTo(meaning("select ab"));
		assertThat(meaning("select 'a' 'b'")).isNotEqualTo(meaning("select 'a''b'"));
		assertThat(meaning("select 1")).isNotEqualTo(meaning("select; 1"));
		assertThat(meaning("")).isEqualTo(meaning("-- nothing\n;")).isNotEqualTo(meaning("select"));
	}

	@Test
	void meaningIsSha256() {
		assertThat(meaning("select 1")).matches("[0-9a-f]{64}").isEqualTo(meaning("select 1"));
	}

	private static String meaning(String script) {
		return ReadScript.of(script).meaning();
	}

}
