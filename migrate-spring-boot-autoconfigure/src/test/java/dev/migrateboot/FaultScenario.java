package dev.migrateboot;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import dev.migrateboot.support.CatalogSnapshot;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A small migration that tests disturb, and what has to be there in the end whatever they
 * did: what is there after a run that nobody disturbed.
 */
final class FaultScenario {

	private static final String EXPIRE = "update migrate_claim set expires = clock_timestamp() where expires is not null";

	private final ScriptFolder folder;

	private final TestDatabase database;

	private final List<String> undisturbed;

	/**
	 * Write the scripts, and run them undisturbed in a database.
	 */
	FaultScenario(ScriptFolder folder, TestDatabase database) {
		folder.pair("001_a", "create table a (id int, revision int);", "drop table a;")
			.pair("002_mixed", """
					insert into a values (1, 2);
					create index concurrently a_id on a (id);
					insert into a values (2, 2);
					""", "drop index a_id; delete from a where revision = 2;")
			.pair("003_more", "create table b as select 3 as revision;\ninsert into a values (3, 3);",
					"drop table b; delete from a where revision = 3;");
		this.folder = folder;
		this.database = database;
		empty();
		upgrade();
		this.undisturbed = CatalogSnapshot.of(database);
	}

	private FaultScenario(FaultScenario other, TestDatabase database) {
		this.folder = other.folder;
		this.database = database;
		this.undisturbed = other.undisturbed;
	}

	/**
	 * Return the same for another database, which takes the place of this one.
	 */
	FaultScenario in(TestDatabase other) {
		return new FaultScenario(this, other);
	}

	TestDatabase database() {
		return this.database;
	}

	void empty() {
		this.database.execute("drop schema public cascade", "create schema public");
	}

	/**
	 * Start one instance more.
	 */
	void upgrade() {
		TestSettings.migrations(this.database, this.folder).upgradeOnStart(Target.HEAD);
	}

	/**
	 * Start an instance in a process of its own.
	 */
	Process process(String instance) throws IOException {
		return process(instance, this.database.url());
	}

	Process process(String instance, String url) throws IOException {
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		return new ProcessBuilder(java.toString(), "-XX:TieredStopAtLevel=1", "-cp",
				System.getProperty("java.class.path"), UpgradingProcess.class.getName(), url, this.folder.location(),
				instance)
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(new File("target/faults.log")))
			.start();
	}

	void awaitTables() {
		this.database.waitUntil("to_regclass('migrate_claim') is not null");
	}

	/**
	 * What nobody has renewed for a lease is expired; here no test wants to wait for
	 * that.
	 */
	void expire() {
		this.database.list("select 1 from pg_class where oid = to_regclass('migrate_claim')")
			.forEach((found) -> this.database.execute(EXPIRE));
	}

	void assertUndisturbed(String description) {
		assertThat(CatalogSnapshot.of(this.database)).as(description).isEqualTo(this.undisturbed);
		assertThat(this.database.list("select version || state from migrate_history order by id")).as(description)
			.containsExactly("001applied", "002applied", "003applied");
		assertThat(this.database.list("select version from migrate_journal where outcome = 'applied' order by id"))
			.as(description)
			.containsExactly("001", "002", "003");
		assertThat(this.database.list("select id || ' ' || revision from a order by id")).as(description)
			.containsExactly("1 2", "2 2", "3 3");
		assertThat(this.database.value("select count(*) from b")).as(description).isEqualTo("1");
		assertThat(this.database.value("select count(*) from migrate_claim where expires > clock_timestamp()"))
			.as(description)
			.isEqualTo("0");
		this.database.waitUntil("not exists (select from pg_stat_activity a where a.datname = current_database()"
				+ " and a.pid <> pg_backend_pid() and a.query like '/* migrate%' and a.state <> 'idle')");
	}

}
