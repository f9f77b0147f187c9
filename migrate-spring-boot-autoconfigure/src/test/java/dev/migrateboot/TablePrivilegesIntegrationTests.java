package dev.migrateboot;

import java.nio.file.Path;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A stored script is run only if nobody but the owner can have changed it.
 */
@ExtendWith(PostgresExtension.class)
class TablePrivilegesIntegrationTests {

	private final ScriptFolder folder;

	private TestDatabase database;

	private Migrations migrations;

	private String owner;

	private String other;

	TablePrivilegesIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void upgrade(TestDatabase database) {
		this.database = database;
		this.owner = database.role("owner");
		this.other = database.role("other");
		database.execute("create schema own authorization " + this.owner,
				"alter default privileges for role %s grant all on tables to %s".formatted(this.owner, this.other),
				"grant usage on schema own to " + this.other);
		this.folder.pair("001_a", "create table a (id int);", "drop table a;");
		this.migrations = TestSettings.of(this.folder).schema("own").migrations(database.dataSource(this.owner));
		this.migrations.upgrade(Target.HEAD);
	}

	@Test
	void defaultPrivilegesDoNotLetAnotherRoleSmuggleSqlIn() {
		assertThat(this.migrations.plan(Target.BASE).refusal()).isNull();
		this.database.execute("grant update (downgrade_text) on own.migrate_history to " + this.other);
		JdbcClient.create(this.database.dataSource(this.other))
			.sql("update own.migrate_history set downgrade_text = 'alter role %s superuser'".formatted(this.other))
			.update();
		assertThat(text()).isEqualTo("""
				Stored downgrade scripts are not run while others than the owner can change the tables of the history: \
				OTHER may update own.migrate_history (downgrade_text). Nothing has been run.

				Action:
				Find out whether what is stored is still what was applied, then as the owner: \
				revoke all (downgrade_text) on table own.migrate_history from OTHER cascade;
				""");
		assertThat(this.migrations.plan(Target.BASE).refusal().error()).isEqualTo("unsafe-tables");
		assertThat(this.database.value("select count(*) from own.migrate_history")).isEqualTo("1");
	}

	/**
	 * Each row: what somebody has done | what is found | what ends it.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"grant insert, delete on own.migrate_journal to OTHER | OTHER may delete, insert own.migrate_journal | revoke all on table own.migrate_journal from OTHER cascade",
			"grant truncate on own.migrate_hold to public | public may truncate own.migrate_hold | revoke all on table own.migrate_hold from public cascade",
			"grant trigger on own.migrate_claim to OTHER | OTHER may trigger own.migrate_claim | revoke all on table own.migrate_claim from OTHER cascade",
			"grant pg_write_all_data to OTHER | OTHER is a member of pg_write_all_data | revoke pg_write_all_data from OTHER",
			"create trigger \"T x\" before update on own.migrate_history for each row execute function suppress_redundant_updates_trigger() | own.migrate_history has the trigger \"T x\" | drop trigger \"T x\" on own.migrate_history",
			"create rule r as on delete to own.migrate_history do also select 1 | own.migrate_history has the rule r | drop rule r on own.migrate_history",
			"create policy p on own.migrate_claim | own.migrate_claim has the policy p | drop policy p on own.migrate_claim",
			"alter table own.migrate_journal enable row level security | own.migrate_journal has row-level security | alter table own.migrate_journal disable row level security" })
	void whatLetsOthersChangeTheTablesIsFoundAndEndsByThePrintedStatement(String done, String found, String remedy) {
		this.database.execute(real(done));
		assertThat(text()).contains("tables of the history: " + found + ". Nothing")
			.endsWith("as the owner: " + remedy + ";\n");
		this.database.execute(real(remedy));
		this.migrations.downgrade(Target.BASE);
		assertThat(this.database.value("select to_regclass('own.a') is null")).isEqualTo("t");
	}

	@Test
	void readersAndSuperusersAreNoDanger() {
		this.database.execute("grant select, references on own.migrate_history to " + this.other,
				"grant all on own.migrate_history to postgres");
		this.migrations.downgrade(Target.BASE);
		assertThat(this.database.value("select to_regclass('own.a') is null")).isEqualTo("t");
	}

	@Test
	void upgradesAndPackagedScriptsAreNotConcerned() {
		this.folder.file("002_b_upgrade.sql", "create table b (id int);");
		this.database.execute("grant update on own.migrate_history to " + this.other);
		this.migrations.upgrade(Target.HEAD);
		this.folder.file("002_b_downgrade.sql", "drop table b;");
		assertThat(this.migrations.downgrade(Target.parse("001")).steps()).hasSize(1);
	}

	private String text() {
		return Failures.text(this.folder, () -> this.migrations.downgrade(Target.BASE)).replace(this.other, "OTHER");
	}

	private String real(String sql) {
		return sql.replace("OTHER", this.other);
	}

}
