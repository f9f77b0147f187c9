package dev.migrateboot.sql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cuts PostgreSQL's own regression scripts into statements and compares with what the
 * real {@code psql} sends for them. Nothing of them is kept here, so that the test runs
 * only where it is told of the folder {@code src/test/regress/sql} of a source tree:
 *
 * <pre>
 * mvn test -Dtest=PostgresRegressTests -Dmigrate.corpora.regress=/srv/postgresql-15/src/test/regress/sql
 * </pre>
 *
 * Commands of {@code psql} are taken out before: their lines are dropped, and what ends a
 * statement in place of a semicolon becomes one. The two scripts that let {@code psql}
 * put variables into statements are left out.
 */
@EnabledIfSystemProperty(named = "migrate.corpora.regress", matches = ".+",
		disabledReason = "Set -Dmigrate.corpora.regress to the folder src/test/regress/sql of PostgreSQL's source")
class PostgresRegressTests {

	private static final Set<String> WITH_VARIABLES = Set.of("create_function_c.sql", "psql.sql");

	private static final Pattern COMMAND = Pattern.compile("\\s*\\\\.*");

	private static final Pattern ENDING_COMMAND = Pattern
		.compile("\\s*\\\\(gset|gexec|gdesc|gx|g|crosstabview|watch|bind|parse|bind_named|close_prepared)\\b.*$");

	private static final Pattern COPY = Pattern.compile("(?i)\\s*copy\\b[^'\"$]*\\bfrom\\s+stdin\\b.*;\\s*(--.*)?$");

	private final PsqlComparison psql;

	PostgresRegressTests(@TempDir Path folder) {
		this.psql = new PsqlComparison(folder);
	}

	@Test
	void readAgreesWithPsqlOnTheScriptsOfPostgres() throws Exception {
		PsqlComparison.assumePsqlIsThere();
		List<Path> scripts = scripts();
		int statements = 0;
		SoftAssertions softly = new SoftAssertions();
		for (Path script : scripts) {
			try {
				int compared = this.psql.compare(List.of(withoutCommands(script)));
				softly.assertThat(compared).as("%s", script).isPositive();
				statements += compared;
			}
			catch (AssertionError ex) {
				softly.fail("%s: %s", script, ex.getMessage());
			}
		}
		softly.assertAll();
		assertThat(scripts).hasSizeGreaterThan(200);
		assertThat(statements).isGreaterThan(40_000);
	}

	private static List<Path> scripts() throws IOException {
		try (Stream<Path> files = Files.list(Path.of(System.getProperty("migrate.corpora.regress", "")))) {
			return files.filter((file) -> file.toString().endsWith(".sql"))
				.filter((file) -> !WITH_VARIABLES.contains(file.getFileName().toString()))
				.sorted()
				.toList();
		}
	}

	private static String withoutCommands(Path script) throws IOException {
		List<String> kept = new ArrayList<>();
		boolean copying = false;
		for (String line : Files.readString(script, StandardCharsets.UTF_8).split("\n", -1)) {
			if (copying) {
				kept.add(line);
				copying = !line.stripTrailing().equals("\\.");
			}
			else if (!COMMAND.matcher(line).matches()) {
				String sql = ENDING_COMMAND.matcher(line.replace("\\;", ";")).replaceFirst(";");
				kept.add(sql);
				copying = COPY.matcher(sql).matches();
			}
		}
		return String.join("\n", kept);
	}

}
