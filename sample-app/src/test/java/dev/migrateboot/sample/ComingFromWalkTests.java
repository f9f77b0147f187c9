package dev.migrateboot.sample;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import dev.migrateboot.sample.Readme.Block;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Walks through the pages for those who come from another tool, with the packaged
 * application: executes the commands as they are printed and compares the answers.
 */
@EnabledIf(value = "isUsable", disabledReason = "The pages need a POSIX system with bash and psql")
class ComingFromWalkTests {

	private static final String FUNCTION = "migrate() { java -jar app.jar migrate \"$@\" --migrate.locations=";

	@TempDir
	private Path directory;

	private MigrateProcess migrate;

	static boolean isUsable() {
		String[] folders = System.getenv("PATH").split(":");
		return Shell.isUsable()
				&& List.of(folders).stream().anyMatch((folder) -> Files.isExecutable(Path.of(folder, "psql")));
	}

	@BeforeEach
	void createProject() throws Exception {
		Files.createDirectories(this.directory.resolve("src/main/resources"));
		this.migrate = MigrateProcess.onNewDatabase(this.directory);
	}

	@Test
	void alembic() throws Exception {
		walk("coming-from-alembic.md");
	}

	@Test
	void sqlalchemyMigrate() throws Exception {
		walk("coming-from-sqlalchemy-migrate.md");
	}

	private void walk(String page) throws Exception {
		List<Block> blocks = new Readme(Files.readString(Path.of("..", "docs", page))).blocks("The walk");
		assertThat(blocks.get(0).text()).startsWith(FUNCTION);
		String function = blocks.get(0)
			.text()
			.replace("java -jar app.jar migrate",
					"(cd '%s'; '%s')".formatted(this.directory, String.join("' '", this.migrate.command()))
						.replace("')", "'"))
			.replace("filesystem:src/main/resources/db/migration;", "filesystem:src/main/resources/db/migration); ");
		int answers = 0;
		for (int i = 1; i < blocks.size(); i++) {
			Block block = blocks.get(i);
			if (block.kind().equals("sh")) {
				String answer = run(function + "\n" + block.text());
				boolean printed = i + 1 < blocks.size() && blocks.get(i + 1).kind().equals("text");
				assertThat(answer.strip()).as(block.text()).matches(pattern(printed ? blocks.get(i + 1).text() : ""));
				answers += printed ? 1 : 0;
			}
		}
		assertThat(answers).isGreaterThan(4);
	}

	private String run(String script) throws Exception {
		Path out = Files.createTempFile(this.directory, "out", ".log");
		Path err = Files.createTempFile(this.directory, "err", ".log");
		ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-c", script).directory(this.directory.toFile())
			.redirectOutput(out.toFile())
			.redirectError(err.toFile());
		Shell.forget(builder.environment());
		builder.environment().putAll(this.migrate.environment());
		URI url = URI.create(this.migrate.url().substring("jdbc:".length()));
		builder.environment().put("PGHOST", url.getHost());
		builder.environment().put("PGPORT", String.valueOf(url.getPort()));
		builder.environment().put("PGDATABASE", url.getPath().substring(1));
		builder.environment().put("PGUSER", "postgres");
		Process process = builder.start();
		try {
			assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
			assertThat(process.exitValue()).as("%s%n%s", script, Files.readString(err)).isZero();
		}
		finally {
			process.destroyForcibly();
		}
		return Files.readString(out);
	}

	/**
	 * Times, and how wide they make a column, differ.
	 */
	private static Pattern pattern(String answer) {
		return Pattern.compile(Pattern.quote(answer)
			.replace("<time>", "\\E[-0-9: ]+Z\\Q")
			.replace("<ms>", "\\E\\d+\\Q")
			.replaceAll("(applied|-) {3,}", "$1\\\\E +\\\\Q")
			.replaceAll(" {2,}", "\\\\E +\\\\Q"));
	}

}
