package dev.migrateboot.sql;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import dev.migrateboot.sql.RecordingServer.Query;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
			";\nCOPY t FROM STDIN; -- x\n\\.\nselect 5;");

	/**
	 * {@code psql} reads line by line and forgets at the end of a line that a string was
	 * one with escapes; the server does not.
	 */
	private static final Pattern CONTINUED_ESCAPES = Pattern.compile("(?is)e'.*'\\s*(--[^\n]*)?\\n\\s*'.*");

	private static final Pattern COPY = Pattern.compile("(?i)\\bcopy t from stdin\\b");

	private final Path folder;

	PsqlDifferentialTests(@TempDir Path folder) {
		this.folder = folder;
	}

	@BeforeAll
	static void findPsql() throws InterruptedException {
		boolean found;
		try {
			found = new ProcessBuilder("psql", "--version").redirectErrorStream(true).start().waitFor() == 0;
		}
		catch (IOException ex) {
			found = false;
		}
		if (!found) {
			logger.warn("SKIPPED: there is no psql on the path to compare with");
		}
		assumeTrue(found, "there is no psql on the path");
	}

	@Test
	void readAgreesWithPsqlOnTheExpectedFiles() throws Exception {
		List<String> scripts = GoldenFiles.cases("valid")
			.stream()
			.filter((name) -> !name.equals("backslash-in-strings") && !name.equals("continued-strings"))
			.map((name) -> GoldenFiles.read("valid", name + ".sql"))
			.toList();
		assertThat(compare(scripts)).isGreaterThan(60);
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
			statements += compare(scripts);
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

	/**
	 * Compare, and return how many statements were compared.
	 */
	private int compare(List<String> scripts) throws Exception {
		List<List<Query>> sent = psql(scripts);
		assertThat(sent).hasSize(scripts.size());
		int statements = 0;
		for (int i = 0; i < scripts.size(); i++) {
			statements += compare(scripts.get(i), sent.get(i));
		}
		return statements;
	}

	private int compare(String script, List<Query> sent) throws IOException {
		List<Query> read = new ArrayList<>();
		SqlSyntaxException broken = read(script, read);
		boolean command = broken != null && broken.getMessage().contains("psql");
		if (command || CONTINUED_ESCAPES.matcher(script).find() || losesData(sent)) {
			return 0;
		}
		List<String> expected = new ArrayList<>();
		for (Query query : sent) {
			expected.add(normalize(query.sql()) + " / " + query.data());
		}
		expected.removeIf((text) -> text.startsWith(" / "));
		if (broken != null && expected.size() > read.size()) {
			expected.remove(read.size());
		}
		assertThat(read.stream().map((query) -> query.sql() + " / " + query.data())).as(script)
			.containsExactlyElementsOf(expected);
		return read.size();
	}

	/**
	 * {@code psql} takes what follows for data where it expects a {@code COPY} that the
	 * server has not begun because it stands in the middle of a statement.
	 */
	private static boolean losesData(List<Query> sent) {
		return sent.stream().anyMatch((query) -> query.data() == null && COPY.matcher(query.sql()).find());
	}

	/**
	 * Read a script as far as it goes.
	 */
	private static @Nullable SqlSyntaxException read(String script, List<Query> read) throws IOException {
		SqlReader reader = new SqlReader(new StringReader(script));
		try {
			for (SqlStatement next = reader.next(); next != null; next = reader.next()) {
				StringBuilder data = new StringBuilder();
				boolean copy = next.kind() == StatementKind.COPY_FROM_STDIN;
				for (int c = copy ? reader.copyData().read() : -1; c >= 0; c = reader.copyData().read()) {
					data.append((char) c);
				}
				read.add(new Query(normalize(next.sql()), copy ? data.toString() : null));
			}
			return null;
		}
		catch (SqlSyntaxException ex) {
			return ex;
		}
	}

	/**
	 * Leave out comments, white space and final semicolons, if it is not broken, and
	 * blank lines inside of continued strings, which {@code psql} leaves out too.
	 */
	private static String normalize(String sql) throws IOException {
		List<String> tokens;
		try {
			tokens = tokens(sql);
		}
		catch (SqlSyntaxException ex) {
			return sql;
		}
		while (!tokens.isEmpty() && tokens.get(tokens.size() - 1).equals(";")) {
			tokens.remove(tokens.size() - 1);
		}
		return String.join(" ", tokens);
	}

	private static List<String> tokens(String sql) throws IOException {
		SourceText text = new SourceText(new StringReader(sql));
		TokenScanner scanner = new TokenScanner(text);
		List<String> tokens = new ArrayList<>();
		int position = 0;
		for (Token token = scanner.scan(position); token != Token.END; token = scanner.scan(position)) {
			if (!token.isBlank()) {
				tokens.add(text.text(position, scanner.end()).replaceAll("\\s*\n\\s*", "\n"));
			}
			position = scanner.end();
		}
		return tokens;
	}

	/**
	 * Let psql send scripts, and return what it sent for each.
	 */
	private List<List<Query>> psql(List<String> scripts) throws Exception {
		try (RecordingServer server = new RecordingServer()) {
			List<String> command = new ArrayList<>(List.of("psql", "-X", "-q", "-h", "127.0.0.1", "-p",
					String.valueOf(server.port()), "-U", "x", "-d", "x"));
			for (int i = 0; i < scripts.size(); i++) {
				Path file = Files.writeString(this.folder.resolve(i + ".sql"), scripts.get(i));
				command.addAll(List.of("-c", BORDER, "-f", file.toString()));
			}
			ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(this.folder.resolve("psql.out").toFile());
			builder.environment().put("PGCLIENTENCODING", "UTF8");
			builder.environment().put("PGSSLMODE", "disable");
			Process process = builder.start();
			assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("psql ends").isTrue();
			List<List<Query>> sent = new ArrayList<>();
			for (Query query : server.queries()) {
				if (query.sql().equals(BORDER)) {
					sent.add(new ArrayList<>());
				}
				else {
					sent.get(sent.size() - 1).add(query);
				}
			}
			return sent;
		}
	}

}
