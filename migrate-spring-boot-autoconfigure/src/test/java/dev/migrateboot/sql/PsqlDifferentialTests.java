package dev.migrateboot.sql;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cuts scripts into statements and compares with what the real {@code psql} sends for
 * them. Raise the number of random scripts with {@code -Dmigrate.test.psql.rounds=…},
 * look elsewhere with {@code -Dmigrate.test.psql.seed=…}.
 */
class PsqlDifferentialTests {

	private static final Logger logger = LoggerFactory.getLogger(PsqlDifferentialTests.class);

	private static final String BORDER = "select 'next script'";

	private static final List<String> FRAGMENTS = List.of("select 1", ";", ";", ";", "\n", "\n\n", "\t", "\r\n", "''",
			"'a;b'", "'c:\\'", "\"q;\"\"r\"", "$$;$$", "$a$ ; $$ ' $a$", "$b$;$b$ ", "$é$;$é$", "$1 ", "--;\n",
			"-- x';y\n", "--\n\n", "/* c; */", "/* a /* b; */ ' */", "(", ")", "(", ")", "e'\\'';'", "E'\\\\'",
			"U&'x;\\0061'", "b'01'", "N'z;'", "begin", "end", "atomic", "case", "create", "or replace", "function",
			"procedure", "f()", "create function f()", "create or replace procedure p()", "returns int", "language sql",
			"begin atomic", "select 2;", "end;", "a$b$c", "a", "_x", "é", "1 ", "1.5e3 ", "::int", "?", "||", "@-", "{",
			"}", "[", "]", ",", "insert into t values ('x;y')", "do $$ begin null; end $$",
			"create rule r as on insert to t do (a; b)", "end case", "CASE WHEN", "END", "if", "*/", "/",
			";\ncopy t from stdin;\n1\t;'x\n\\.\nselect 4;", ";\ncopy t from stdin; select 3;\n1\n2\n\\.\n",
			";\nCOPY t FROM STDIN; -- x\n\\.\nselect 5;", "as end", "as case", "t.end", "t.case", "1..", "$1.",
			"e'\\';'", "set standard_conforming_strings = off;\n", "set standard_conforming_strings to on;\n",
			"reset all;\n", "SET LOCAL standard_conforming_strings to 'no';\n");

	/**
	 * Where {@code psql} loses its way at a line's end or at a name, where the server of
	 * the comparison does not know that it is to take data, and where we take for a
	 * mistake what {@code psql} takes data for.
	 */
	private static final Set<String> READ_IN_ANOTHER_WAY = Set.of("continued-strings", "begin-atomic-names",
			"copy-from-stdout", "copy-from-stdout-by-mistake");

	private final PsqlComparison psql;

	PsqlDifferentialTests(@TempDir Path folder) {
		this.psql = new PsqlComparison(folder);
	}

	@BeforeAll
	static void findPsql() throws InterruptedException {
		PsqlComparison.assumePsqlIsThere();
	}

	@Test
	void readAgreesWithPsqlOnTheExpectedFiles() throws Exception {
		List<String> scripts = GoldenFiles.cases("valid")
			.stream()
			.filter((name) -> !READ_IN_ANOTHER_WAY.contains(name))
			.map((name) -> GoldenFiles.read("valid", name + ".sql"))
			.toList();
		assertThat(this.psql.compare(scripts)).isGreaterThan(100);
	}

	@Test
	void readAgreesWithPsqlOnRandomScripts() throws Exception {
		int rounds = Integer.getInteger("migrate.test.psql.rounds", 400);
		long seed = Long.getLong("migrate.test.psql.seed", 20261121L);
		logger.info("Comparing {} random scripts with psql, seed {}", rounds, seed);
		Random random = new Random(seed);
		int statements = 0;
		for (int done = 0; done < rounds; done += 200) {
			List<String> scripts = new ArrayList<>();
			for (int i = 0; i < Math.min(200, rounds - done); i++) {
				scripts.add(random(random));
			}
			statements += this.psql.compareBroken(scripts);
		}
		assertThat(statements).isGreaterThan(rounds / 2);
	}

	private static String random(Random random) {
		StringBuilder script = new StringBuilder();
		int length = 3 + random.nextInt(22);
		for (int i = 0; i < length; i++) {
			script.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size()))).append((random.nextInt(3) > 0) ? " " : "");
		}
		return script.append(random.nextBoolean() ? ";" : "").toString();
	}

}
