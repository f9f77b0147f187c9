package dev.migrateboot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.core.io.FileSystemResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Scripts as files.
 */
class ScriptTests {

	@Test
	void textWhenFileBeginsWithByteOrderMarkLeavesItOut() {
		assertThat(TestScripts.script("\uFEFFselect 'ä';\r\n").text()).isEqualTo("select 'ä';\r\n");
		assertThat(TestScripts.script("select '\uFEFF';").text()).isEqualTo("select '\uFEFF';");
		assertThat(TestScripts.script("\uFEFF").text()).isEmpty();
	}

	@Test
	void textWhenFileIsShortIsTheText() {
		assertThat(TestScripts.script("").text()).isEmpty();
		assertThat(TestScripts.script(";").text()).isEqualTo(";");
		assertThat(TestScripts.script("ä").text()).isEqualTo("ä");
	}

	@Test
	void hashWhenLineEndsAndByteOrderMarkDifferIsTheSame() {
		assertThat(TestScripts.script("\uFEFFselect 1;\r\n").hash()).isEqualTo(TestScripts.script("select 1;\n").hash())
			.isNotEqualTo(TestScripts.script("select  1;\n").hash());
	}

	@Test
	void textWhenFileIsNotUtf8Throws() {
		Script script = TestScripts.script("001_a_upgrade.sql", "select 'ä';".getBytes(StandardCharsets.ISO_8859_1));
		assertThatExceptionOfType(ScriptException.class).isThrownBy(script::text)
			.withMessage("db/migration/001_a_upgrade.sql is not a UTF-8 text.")
			.satisfies((ex) -> {
				assertThat(ex.getAction()).isEqualTo("Save the file in the encoding UTF-8.");
				assertThat(ex.getError()).isEqualTo("script");
				assertThat(ex.getScript()).isEqualTo("db/migration/001_a_upgrade.sql");
			});
		assertThatExceptionOfType(ScriptException.class).isThrownBy(() -> ScriptOutline.of(script))
			.withMessage("db/migration/001_a_upgrade.sql is not a UTF-8 text.");
	}

	@Test
	void createWhenFileIsGoneThrows(@TempDir Path folder) {
		Path file = folder.resolve("001_a_upgrade.sql");
		assertThatExceptionOfType(ScriptException.class)
			.isThrownBy(() -> new Script("001_a_upgrade.sql", "x/001_a_upgrade.sql", new FileSystemResource(file)))
			.withMessageStartingWith("x/001_a_upgrade.sql cannot be read: ")
			.satisfies((ex) -> assertThat(ex.getAction())
				.isEqualTo("Check that the file is complete and that this process may read it."));
	}

	@Test
	void textIsReadEachTime(@TempDir Path folder) throws IOException {
		Path file = Files.writeString(folder.resolve("a.sql"), "select 1;");
		Script script = new Script("a.sql", "a.sql", new FileSystemResource(file));
		Files.writeString(file, "select 22;");
		assertThat(script.text()).isEqualTo("select 22;");
		assertThat(script.length()).isEqualTo(10);
	}

	@Test
	void toStringIsThePath() {
		Script script = TestScripts.script("sub/001_a_upgrade.sql", "");
		assertThat(script).hasToString("db/migration/sub/001_a_upgrade.sql");
		assertThat(script.name()).isEqualTo("sub/001_a_upgrade.sql");
	}

	@Test
	void storedScriptSaysWhereItComesFrom() {
		Script script = Script.stored("001_a_downgrade.sql", "drop table ä;");
		assertThat(script).hasToString("001_a_downgrade.sql (stored in the history)");
		assertThat(script.text()).isEqualTo("drop table ä;");
		assertThat(script.hash()).isEqualTo(TestScripts.script("drop table ä;").hash());
	}

}
