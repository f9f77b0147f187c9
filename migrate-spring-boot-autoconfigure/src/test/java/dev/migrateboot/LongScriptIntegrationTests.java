package dev.migrateboot;

import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scripts that are longer than the heap of the process that runs them. Their length in
 * mebibytes is set with {@code -Dmigrate.test.stream.mb=1024}, the heap in mebibytes with
 * {@code -Dmigrate.test.stream.heap=96}.
 */
@ExtendWith(PostgresExtension.class)
class LongScriptIntegrationTests {

	private static final int LENGTH = Integer.getInteger("migrate.test.stream.mb", 48);

	private static final int HEAP = Integer.getInteger("migrate.test.stream.heap", 32);

	private final ScriptFolder folder;

	LongScriptIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@ParameterizedTest
	@EnumSource
	void scriptLongerThanTheHeapIsRunWhole(Kind kind, TestDatabase database) throws Exception {
		int rows = write(kind, LENGTH, kind.end + "update t set b = 'last' where a = 0;\n");
		upgrade(database, 0);
		assertThat(database.value("select count(*) || ' ' || sum(a) from t"))
			.isEqualTo(rows + " " + (rows - 1L) * rows / 2);
		assertThat(database.value("select b from t where a = 0")).isEqualTo("last");
		assertThat(database.value("""
				select concat_ws(' ', state, upgrade_text is null, length(upgrade_hash), length(upgrade_meaning))
				from migrate_history""")).isEqualTo("applied t 64 64");
		assertThat(database.list("select outcome from migrate_journal")).containsExactly("applied");
		upgrade(database, 0);
		assertThat(database.value("select count(*) from migrate_journal")).isEqualTo("1");
	}

	@ParameterizedTest
	@EnumSource
	void scriptLongerThanTheHeapThatFailsAtItsEndNamesThePlace(Kind kind, TestDatabase database) throws Exception {
		int rows = write(kind, LENGTH, kind.failingEnd);
		assertThat(this.folder.anonymous(upgrade(database, 1))).contains(kind.failure.formatted(rows + 2, rows + 1));
		assertThat(database.list("select version from migrate_history")).isEmpty();
		assertThat(database.value("select to_regclass('t') is null")).isEqualTo("t");
		assertThat(database.list("select outcome from migrate_journal")).containsExactly("failed");
	}

	/**
	 * Write a script of about the length, and return how many rows it inserts. It cannot
	 * be compressed to a text that the history keeps.
	 */
	private int write(Kind kind, int mebibytes, String end) throws IOException {
		Random random = new Random(20261121L);
		byte[] bytes = new byte[kind.valueLength * 3 / 4];
		int rows = 0;
		try (BufferedWriter script = Files.newBufferedWriter(this.folder.path().resolve("001_long_upgrade.sql"),
				StandardCharsets.UTF_8)) {
			script.write(kind.beginning);
			for (long length = 0; length < mebibytes * 1024L * 1024L; rows++) {
				random.nextBytes(bytes);
				String row = kind.row.formatted(rows, Base64.getEncoder().encodeToString(bytes));
				script.write(row);
				length += row.length();
			}
			script.write(end);
		}
		return rows;
	}

	private String upgrade(TestDatabase database, int exitCode) throws Exception {
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		Process process = new ProcessBuilder(java.toString(), "-Xmx" + HEAP + "m", "-XX:+UseSerialGC", "-cp",
				System.getProperty("java.class.path"), UpgradingProcess.class.getName(), database.url(),
				this.folder.location(), "long-script")
			.redirectErrorStream(true)
			.directory(new File(System.getProperty("java.io.tmpdir")))
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isEqualTo(exitCode);
		return output;
	}

	/**
	 * What a script consists of.
	 */
	enum Kind {

		/**
		 * Many statements.
		 */
		INSERTS("create unlogged table t (a int, b text);\n", "insert into t values (%d, '%s');\n", 960, "",
				"insert into nowhere values (1);\n", """
						FOLDER/001_long_upgrade.sql:%1$d:13: relation "nowhere" does not exist

						    insert into nowhere values (1)
						                ^

						SQLSTATE: 42P01

						Revision 001 was rolled back as a whole. Nothing else was run.
						"""),

		/**
		 * One statement with many lines of data.
		 */
		COPY("create unlogged table t (a int, b text); copy t from stdin;\n", "%d\t%s\n", 120, "\\.\n", "x\ty\n\\.\n",
				"""
						FOLDER/001_long_upgrade.sql:%1$s:1: invalid input syntax for type integer: "x"

						    x y
						    ^

						Where: COPY t, line %2$d, column a: "x"
						SQLSTATE: 22P02

						Revision 001 was rolled back as a whole. Nothing else was run.
						""");

		private final String beginning;

		private final String row;

		private final int valueLength;

		private final String end;

		private final String failingEnd;

		private final String failure;

		Kind(String beginning, String row, int valueLength, String end, String failingEnd, String failure) {
			this.beginning = beginning;
			this.row = row;
			this.valueLength = valueLength;
			this.end = end;
			this.failingEnd = failingEnd;
			this.failure = failure;
		}

	}

}
