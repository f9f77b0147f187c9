package dev.migrateboot;

import java.nio.file.Path;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Data that follow their {@code COPY … FROM STDIN} in a script.
 */
@ExtendWith(PostgresExtension.class)
class CopyIntegrationTests {

	private static final String ROWS = "select id || '|' || coalesce(name, 'null') from t order by id";

	private final ScriptFolder folder;

	CopyIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@Test
	void textIsCopied(TestDatabase database) {
		upgrade(database, """
				create table t (id int, name text);
				COPY public.t (id, name) FROM stdin;
				1\tada; -- 'x'
				2\t\\N
				3\té😀 $$ ?
				\\.
				insert into t values (4, 'last');
				""");
		assertThat(database.list(ROWS)).containsExactly("1|ada; -- 'x'", "2|null", "3|é😀 $$ ?", "4|last");
	}

	@Test
	void csvIsCopied(TestDatabase database) {
		upgrade(database, """
				create table t (id int, name text);
				copy t from stdin with (format csv, header);
				id,name
				1,"a, ""quoted""
				second line; "
				2,
				\\.
				copy t from stdin csv;
				3,three
				\\.
				""");
		assertThat(database.list(ROWS)).containsExactly("1|a, \"quoted\"\nsecond line; ", "2|null", "3|three");
	}

	@Test
	void optionsAreLeftToTheServer(TestDatabase database) {
		upgrade(database, """
				create table t (id int, name text, "from" int);
				COPY t (id, "from", name) FROM STDIN WITH (FORMAT csv, DELIMITER ';', NULL 'none') WHERE "from" > 1;
				1;1;one
				2;2;none
				\\.
				copy t from stdin with delimiter '|' null 'x' where id <> 3;
				3|three|0
				4|x|0
				\\.
				""");
		assertThat(database.list(ROWS)).containsExactly("2|null", "4|null");
	}

	@Test
	void binaryDataAreRefusedByTheServer(TestDatabase database) {
		this.folder.file("001_copy_upgrade.sql",
				"create table t (id int, name text);\ncopy t from stdin (format binary);\n1\tone\n\\.\n");
		assertThat(
				Failures.text(this.folder, () -> TestSettings.migrations(database, this.folder).upgrade(Target.HEAD)))
			.isEqualTo("""
					FOLDER/001_copy_upgrade.sql:2:1: COPY file signature not recognized

					    copy t from stdin (format binary)
					    ^

					SQLSTATE: 22P04

					Revision 001 was rolled back as a whole. Nothing else was run.

					Action:
					Correct the script and start again; nothing of 001 is left in the database.
					""");
	}

	@Test
	void whatIsCopiedToTheClientGoesNowhere(TestDatabase database) {
		upgrade(database, "create table stdin (id int, name text);\ninsert into stdin values (1, 'one');\n"
				+ "copy (select id from stdin) to stdout;\ncopy stdin to stdout csv;\nalter table stdin rename to t;\n");
		assertThat(database.list(ROWS)).containsExactly("1|one");
	}

	@Test
	void dataReachToTheEndOfTheScript(TestDatabase database) {
		upgrade(database, "create table t (id int, name text);\r\ncopy t from stdin;\r\n1\tone\r\n2\ttwo");
		assertThat(database.list(ROWS)).containsExactly("1|one", "2|two");
	}

	@Test
	void copyWithoutDataIsFine(TestDatabase database) {
		upgrade(database, "create table t (id int, name text);\ncopy t from stdin;\n\\.\ninsert into t values (1);");
		assertThat(database.list(ROWS)).containsExactly("1|null");
	}

	@Test
	void copyRunsOutsideATransactionToo(TestDatabase database) {
		upgrade(database, "create table t (id int, name text);\nvacuum t;\ncopy t from stdin;\n1\tone\n\\.\nvacuum t;");
		assertThat(database.list(ROWS)).containsExactly("1|one");
	}

	@Test
	void copyThatFailsNamesTheLineOfTheData(TestDatabase database) {
		this.folder.file("001_copy_upgrade.sql",
				"create table t (id int, name text);\ncopy t from stdin;\n1\tone\nx\ttwo\n\\.\nselect 1;");
		assertThat(
				Failures.text(this.folder, () -> TestSettings.migrations(database, this.folder).upgrade(Target.HEAD)))
			.isEqualTo("""
					FOLDER/001_copy_upgrade.sql:4:1: invalid input syntax for type integer: "x"

					    x two
					    ^

					Where: COPY t, line 2, column id: "x"
					SQLSTATE: 22P02

					Revision 001 was rolled back as a whole. Nothing else was run.

					Action:
					Correct the script and start again; nothing of 001 is left in the database.
					""");
		assertThat(database.value("select to_regclass('t') is null")).isEqualTo("t");
	}

	@Test
	void largeDataAreCopiedAsTheyAreRead(TestDatabase database) {
		StringBuilder script = new StringBuilder("create table t (id int, name text);\ncopy t from stdin;\n");
		for (int i = 0; i < 50_000; i++) {
			script.append(i).append('\t').append("name of ").append(i).append('\n');
		}
		upgrade(database, script + "\\.\nupdate t set name = 'changed' where id = 49999;\n");
		assertThat(database.value("select count(*) || ' ' || sum(id) from t")).isEqualTo("50000 1249975000");
		assertThat(database.value("select name from t where id = 49999")).isEqualTo("changed");
	}

	private void upgrade(TestDatabase database, String script) {
		this.folder.file("001_copy_upgrade.sql", script);
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
	}

}
