package dev.migrateboot.sql;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.migrateboot.sql.RecordingServer.Query;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Reads scripts, lets the real {@code psql} read them too, and compares what comes out.
 */
final class PsqlComparison {

	private static final Logger logger = LoggerFactory.getLogger(PsqlComparison.class);

	private static final String BORDER = "reset all /* before the next script */";

	private static final Pattern CONTINUED = Pattern.compile("'\\s*(--[^\n]*)?\n(\\s|--[^\n]*\n)*'");

	private static final Pattern COPY = Pattern.compile("(?i)\\bcopy t from stdin\\b");

	private final Path folder;

	PsqlComparison(Path folder) {
		this.folder = folder;
	}

	static void assumePsqlIsThere() throws InterruptedException {
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

	/**
	 * Compare whole scripts, and return how many statements were compared.
	 */
	int compare(List<String> scripts) throws Exception {
		return compare(scripts, false);
	}

	/**
	 * Compare scripts of any contents, without those that {@code psql} or this package
	 * means to read in its own way, and up to where they are broken.
	 */
	int compareBroken(List<String> scripts) throws Exception {
		return compare(scripts, true);
	}

	private int compare(List<String> scripts, boolean broken) throws Exception {
		List<List<Query>> sent = psql(scripts);
		assertThat(sent).hasSize(scripts.size());
		int statements = 0;
		for (int i = 0; i < scripts.size(); i++) {
			List<Query> read = new ArrayList<>();
			SqlSyntaxException failure = read(scripts.get(i), read);
			if (!broken) {
				assertThat(failure).as(scripts.get(i)).isNull();
			}
			else if (isReadInAnotherWay(scripts.get(i), failure, read, sent.get(i))) {
				continue;
			}
			compare(scripts.get(i), read, sent.get(i), failure != null);
			statements += read.size();
		}
		return statements;
	}

	private static void compare(String script, List<Query> read, List<Query> sent, boolean broken) {
		List<Query> expected = new ArrayList<>(sent);
		expected.removeIf((query) -> query.data() == null && normalize(query.sql()).isEmpty());
		if (broken && expected.size() > read.size()) {
			expected.remove(read.size());
		}
		assertThat(read.stream().map(PsqlComparison::describe)).as(script)
			.containsExactlyElementsOf(expected.stream().map(PsqlComparison::describe).toList());
		for (int i = 0; i < read.size(); i++) {
			assertThat(expected.get(i).sql().replaceAll("\\s", "")).contains(read.get(i).sql().replaceAll("\\s", ""));
		}
	}

	private static boolean isReadInAnotherWay(String script, @Nullable SqlSyntaxException failure, List<Query> read,
			List<Query> sent) {
		boolean command = failure != null && failure.getMessage().contains("psql");
		boolean bodies = Stream.concat(read.stream(), sent.stream())
			.anyMatch((query) -> PsqlBodies.differ(query.sql()));
		return command || bodies || losesEscapes(script) || losesData(sent);
	}

	/**
	 * {@code psql} reads line by line and forgets at the end of a line that a string was
	 * one with escapes; the server does not.
	 */
	private static boolean losesEscapes(String script) {
		return tokens(script).stream()
			.anyMatch((token) -> token.matches("(?is)e'.*") && CONTINUED.matcher(token).find());
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
				read.add(new Query(next.sql(), copy ? data.toString() : null));
			}
			return null;
		}
		catch (SqlSyntaxException ex) {
			return ex;
		}
	}

	private static String describe(Query query) {
		return normalize(query.sql()) + " / " + query.data();
	}

	/**
	 * Leave out comments, white space and final semicolons, if it is not broken, and
	 * blank lines inside of continued strings, which {@code psql} leaves out too.
	 */
	private static String normalize(String sql) {
		List<String> tokens = tokens(sql);
		while (!tokens.isEmpty() && tokens.get(tokens.size() - 1).equals(";")) {
			tokens.remove(tokens.size() - 1);
		}
		return String.join(" ", tokens);
	}

	/**
	 * Return the tokens, the last of which is the rest of the text where that is broken.
	 */
	private static List<String> tokens(String sql) {
		SourceText text = new SourceText(new StringReader(sql), Placeholders.NONE);
		TokenScanner scanner = new TokenScanner(text);
		List<String> tokens = new ArrayList<>();
		int position = 0;
		try {
			for (Token token = scanner.scan(position); token != Token.END; token = scanner.scan(position)) {
				if (!token.isBlank()) {
					tokens.add(text.text(position, scanner.end()).replaceAll("\\s*\n\\s*", "\n"));
				}
				position = scanner.end();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (SqlSyntaxException ex) {
			tokens.add(sql.substring(position).replaceAll("\\s*\n\\s*", "\n").replaceAll("[;\\s]+$", ""));
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
			return sent(server.queries());
		}
	}

	private static List<List<Query>> sent(List<Query> queries) {
		List<List<Query>> sent = new ArrayList<>();
		for (Query query : queries) {
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
