package dev.migrateboot.sample;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.migrateboot.sample.MigrateProcess.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Tests every command of the packaged application as a process: exit code, standard
 * output and standard error.
 */
class CommandWalkTests {

	private static final String REVERTED = """
			downgrade from 008 to 007: 1 step

			downgrade 008, script from the history, in one transaction
			    alter table archive_files drop column observer_note;
			  loses column public.archive_files.observer_note, about 5 rows
			  locks public.archive_files: ACCESS EXCLUSIVE
			Downgrading from 008 to 007: 1 step
			Reverted 008 add observer note (MS ms)
			""";

	@TempDir
	private Path directory;

	private MigrateProcess migrate;

	@BeforeEach
	void createDatabase() {
		this.migrate = application(MigrateProcess.onNewDatabase(this.directory));
	}

	MigrateProcess application(MigrateProcess usual) {
		return usual;
	}

	@Test
	void readsAndUpgrades() throws Exception {
		assertAnswer(0, "base\n", "", "current");
		assertAnswer(0, "{\"head\":\"008\",\"state\":\"pending\"}\n", "", "current", "--output=json");
		assertThat(this.migrate.run("status", "--check").code()).isEqualTo(3);
		assertAnswer(0, """
				{"from":"base","to":"001","direction":"upgrade","journal":"ID","steps":[\
				{"version":"001","direction":"upgrade","source":"package","outcome":"applied","durationMs":MS}]}
				""", "Upgrading from base to 001: 1 step\nApplied 001 create observations (MS ms)\n", "upgrade", "+1",
				"--output=json");
		Answer upgrade = this.migrate.run("upgrade");
		assertThat(upgrade.code()).isZero();
		assertThat(upgrade.out()).startsWith("applied 002\n").endsWith("applied 008\nThe database is at 008.\n");
		assertAnswer(0, "Nothing to do, the database is at 008.\n", "Nothing is pending, the database is at 008\n",
				"upgrade");
		assertAnswer(0, "008 (head)\n", "", "current");
		assertAnswer(0, "Nothing is pending up to head.\n", "", "wait");
		assertThat(this.migrate.run("status", "--check").code()).isZero();
		assertAnswer(1, "", """
				Target 007 lies below the current version 008; an upgrade never reverts anything.
				To go back, ask for a downgrade.
				""", "upgrade", "007");
	}

	@Test
	void showsPlanHistoryAndVersion() throws Exception {
		assertThat(this.migrate.run("upgrade", "007").code()).isZero();
		assertAnswer(0, """
				downgrade from 007 to 006: 1 step

				downgrade 007, script from the history, in one transaction
				    alter table archive_files rename column file_name to name;
				  locks public.archive_files: ACCESS EXCLUSIVE
				""", "", "plan", "-1");
		assertAnswer(0, """
				008 (head) pending add observer note
				007 (current) applied rename name to file name
				""", "", "history", "-r", "007:");
		assertAnswer(0, """
				version      007
				description  rename name to file name
				script       007_rename_name_to_file_name_upgrade.sql
				state        applied
				reversible   yes
				applied      TIME by postgres in MS ms

				downgrade 007, script from the history, in one transaction
				    alter table archive_files rename column file_name to name;
				  locks public.archive_files: ACCESS EXCLUSIVE
				""", "", "show", "7");
	}

	@Test
	void downgradesStampsAndRepairs() throws Exception {
		assertThat(this.migrate.run("upgrade").code()).isZero();
		assertAnswer(2, "", """
				A downgrade asks before it reverts anything, and there is no terminal to ask on.
				Add --yes if it is meant.
				""", "downgrade", "-1");
		assertAnswer(0, "reverted 008\nThe database is at 007.\n", REVERTED, "downgrade", "-1", "--yes");
		assertAnswer(1, "", """
				Target 008 lies above the current version 007; a downgrade never applies anything.
				To go on, ask for an upgrade.
				""", "downgrade", "008", "--yes");
		assertAnswer(0, "stamped 008\nThe database is at 008.\n", "Stamped 008 without running anything\n", "stamp",
				"head");
		assertAnswer(1, "", """
				Version 099 is neither in this build nor in the history.
				Known versions are 001, 002, 003, 004, 005, 006, 007, 008. Use head, base, a version, +n or -n.
				""", "stamp", "099");
		assertAnswer(1, "",
				"""
						db/migration/003_link_files_to_observations_upgrade.sql is what was applied as version 003: there is nothing to accept. Nothing has been changed.
						Repair a version whose script has changed; the status shows it as changed.
						""",
				"repair", "003", "--reason=just trying");
	}

	@Test
	void acceptsAChangedScriptAndForgetsAVersionThatIsGone() throws Exception {
		Path scripts = Files.createDirectories(this.directory.resolve("scripts"));
		Files.writeString(scripts.resolve("001_a_upgrade.sql"), "create table a (id int);");
		Files.writeString(scripts.resolve("002_b_upgrade.sql"), "create table b (id int);");
		String location = "--migrate.locations=filesystem:" + scripts;
		assertThat(this.migrate.run("upgrade", location).code()).isZero();
		Files.writeString(scripts.resolve("001_a_upgrade.sql"), "create table a (id bigint);");
		Files.delete(scripts.resolve("002_b_upgrade.sql"));
		Answer status = this.migrate.run("status", location);
		assertThat(status.code()).isZero();
		assertThat(status.out()
			.lines()
			.map((line) -> line.replaceAll("  +", "|")
				.replaceAll("\\|[-\\d]+ [\\d:]+Z\\|", "|TIME|")
				.replaceAll("\\|\\d+\\|(?=[ab] )", "|MS|")))
			.containsExactly("current 002, head 001, changed", "", "version|state|applied|by|ms|description",
					"001|changed|TIME|postgres|MS|a (no way back)", "002|unknown|TIME|postgres|MS|b (no way back)");
		Answer repair = this.migrate.run("repair", "001", "--reason=the type was changed by hand", location);
		assertThat(repair.out()).isEqualTo("accepted 001\nThe database is at 002.\n");
		assertThat(repair.err()).startsWith("Repaired 001: ").contains(" was accepted in place of 001_a_upgrade.sql");
		assertThat(repair.code()).isZero();
		assertAnswer(1, "",
				"""
						The history holds 002, which this build does not contain; a stamp would forget them together with their stored downgrade scripts.
						Stamp with a build that contains them, or take the database back first. To forget them: migrate stamp <target> --purge.
						""",
				"stamp", "001", location);
		assertAnswer(0, "removed 002\nThe database is at 001.\n", "Removed 002, which this build lacks\n", "stamp",
				"001", "--purge", location);
	}

	@Test
	void keepsADowngradeDown() throws Exception {
		assertThat(this.migrate.run("upgrade").code()).isZero();
		assertThat(this.migrate.run("downgrade", "-1", "--yes", "--hold", "--reason=too slow").code()).isZero();
		assertThat(this.migrate.run("status", "--output=json").out()).contains("\"hold\":{\"from\":\"008\"",
				"\"reason\":\"too slow\"");
		assertThat(this.migrate.run("status").out()).contains("008", "too slow");
		assertThat(this.migrate.run("upgrade").code()).isZero();
		assertThat(this.migrate.run("status", "--output=json").out()).doesNotContain("\"hold\"");
	}

	@Test
	void journalTellsWhoDidWhat() throws Exception {
		assertAnswer(0, "id  at  action  version  outcome  by  reason\n", "", "journal");
		assertThat(this.migrate.run("upgrade", "+1").code()).isZero();
		assertThat(this.migrate.run("downgrade", "base", "--yes", "--reason=trying it").code()).isZero();
		Answer journal = this.migrate.run("journal");
		assertThat(journal.code()).isZero();
		assertThat(journal.out().lines().map((line) -> line.replaceAll("  +", "|"))).satisfiesExactly(
				(line) -> assertThat(line).isEqualTo("id|at|action|version|outcome|by|reason"),
				(line) -> assertThat(line).matches("2\\|\\S+ \\S+Z\\|downgrade\\|001\\|reverted\\|%s\\|trying it"
					.formatted(System.getProperty("user.name"))),
				(line) -> assertThat(line).matches("1\\|\\S+ \\S+Z\\|upgrade\\|001\\|applied\\|postgres\\|-"));
		assertThat(this.migrate.run("journal", "--limit=1", "--output=json").out())
			.startsWith("{\"entries\":[{\"id\":\"2\",\"at\":")
			.endsWith("}],\"before\":\"2\"}\n");
	}

	@Test
	void newPairFollowsThoseThatThereAre() throws Exception {
		Path resources = Files.createDirectories(this.directory.resolve("src/main/resources"));
		Path scripts = Files.createDirectories(resources.resolve("db/migration"));
		Files.writeString(scripts.resolve("V7__rename.sql"), "select 1;");
		assertAnswer(0, "src/main/resources/db/migration/V8__add_orders.sql\n"
				+ "src/main/resources/db/migration/U8__add_orders.sql\n", "", "new", "add orders");
		Files.delete(scripts.resolve("V8__add_orders.sql"));
		assertThat(this.migrate.run("revision", "-m", "second").out()).contains("/V9__second.sql\n");
		String script = Files.readString(scripts.resolve("V9__second.sql"));
		assertThat(script).startsWith("-- second\n").contains("transaction=off", "irreversible=<reason>");
		assertAnswer(0, "applied 7\napplied 9\nThe database is at 9.\n",
				"Upgrading from base to 9: 2 steps\nApplied 7 rename (MS ms)\nApplied 9 second (MS ms)\n", "upgrade",
				"--migrate.locations=filesystem:" + scripts, "--migrate.ignore=U8__add_orders.sql");
		assertAnswer(2, "", "Say what the scripts do: migrate new \"add orders\".\nSee: migrate new --help\n", "new");
	}

	@Test
	void downgradeAsksOnATerminal() throws Exception {
		assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "there is no script(1) to open a terminal with");
		assertThat(this.migrate.run("upgrade", "002").code()).isZero();
		Process process = this.migrate.startOnTerminal("downgrade", "-1");
		try (OutputStream keyboard = process.getOutputStream(); InputStream screen = process.getInputStream()) {
			StringBuilder shown = new StringBuilder();
			for (int next = screen.read(); next >= 0; next = screen.read()) {
				shown.append((char) next);
				if (shown.toString().endsWith("Downgrade from 002 to 001? [y/N] ")) {
					keyboard.write("n\n".getBytes(StandardCharsets.UTF_8));
					keyboard.flush();
				}
			}
			assertThat(shown).contains("drop table archive_files;", "[y/N] ", "Nothing has been changed.");
		}
		assertThat(process.waitFor()).isEqualTo(1);
		assertAnswer(0, "002\n", "", "current");
	}

	@Test
	void printedScriptTouchesNothing() throws Exception {
		Answer script = this.migrate.run("upgrade", "007", "--sql");
		assertThat(script.code()).isZero();
		assertThat(script.err()).isEmpty();
		assertThat(script.out()).startsWith("-- The way from base to 007, 7 steps.\n")
			.contains("\nbegin isolation level read committed;\n");
		assertAnswer(0, "base\n", "", "current");
	}

	@Test
	void refusesWhatItDoesNotUnderstand() throws Exception {
		assertAnswer(2, "", "Say which command.\nSee: migrate --help\n");
		assertAnswer(2, "", "Unmatched argument at index 0: 'statsu'\nDid you mean: status or stamp or history?\n",
				"statsu");
		assertAnswer(2, "", "Unknown option: '--chekc'\nDid you mean: --check?\n", "status", "--chekc");
		assertAnswer(2, "", "Missing required option: '--reason=<text>'\nSee: migrate repair --help\n", "repair", "3");
		assertAnswer(2, "", "Say either --done or --again.\nSee: migrate repair --help\n", "repair", "3", "--reason=x",
				"--statement=1");
		assertAnswer(1, "", "'newest' is not a target.\nUse head, base, a version, +n or -n.\n", "plan", "newest");
	}

	@Test
	void knowsTheNamesOfOtherTools() throws Exception {
		assertAnswer(0, "008 (head)\n", "", "heads");
		assertAnswer(0, "base\n", "", "db_version");
		assertThat(this.migrate.run("version_control", "002").out())
			.isEqualTo("stamped 001\nstamped 002\nThe database is at 002.\n");
		assertThat(this.migrate.run("--help").out())
			.contains("Also known as: heads (status --heads), revision (new), script_sql (new),\n"
					+ "db_version (current), version_control (stamp).");
	}

	@Test
	void completionKnowsTheCommands() throws Exception {
		Answer completion = this.migrate.run("generate-completion");
		assertThat(completion.code()).isZero();
		assertThat(completion.err()).isEmpty();
		assertThat(completion.out()).startsWith("#!/usr/bin/env bash").contains("downgrade", "--source");
	}

	private void assertAnswer(int code, String out, String err, String... arguments) throws Exception {
		assertThat(this.migrate.run(arguments).anonymous()).as(String.join(" ", arguments))
			.isEqualTo(new Answer(code, out, err));
	}

}
