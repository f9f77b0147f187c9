package dev.migrateboot;

import java.nio.file.Path;
import java.time.Duration;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.RecordingDataSource;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With nothing pending, a start is one connection and one statement.
 */
@ExtendWith(PostgresExtension.class)
class UpToDateIntegrationTests {

	private static final String[] ONE_STATEMENT = { "open",
			"select path.schemas, h.id, h.version, h.description, h.script, h.state, h.upgrade_hash, h.upgrade_meaning,",
			"close" };

	private final ScriptFolder folder;

	UpToDateIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts() {
		this.folder.pair("001_a", "create table a (id int);", "drop table a;")
			.pair("002_b", "create index concurrently b on a (id);", "drop index concurrently b;");
	}

	@Test
	void startSendsOneStatementOutsideATransaction(TestDatabase database) {
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		RecordingDataSource recording = new RecordingDataSource(database.dataSource());
		TestSettings.of(this.folder).migrations(recording).upgradeOnStart(Target.HEAD);
		assertThat(recording.calls()).containsExactly(ONE_STATEMENT);
	}

	@Test
	void startOfAnOldBuildUnderAHoldSendsOneStatement(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		migrations.upgrade(Target.HEAD);
		Target target = Target.parse("001");
		migrations.execute(target, new Migrations.Order(migrations.plan(target).id(), "ada", null, null, true));
		this.folder.deletePair("002_b");
		RecordingDataSource recording = new RecordingDataSource(database.dataSource());
		TestSettings.of(this.folder).migrations(recording).upgradeOnStart(Target.HEAD);
		assertThat(recording.calls()).containsExactly(ONE_STATEMENT);
	}

	@Test
	void startInASchemaOfItsOwnSendsOneStatement(TestDatabase database) {
		TestSettings.of(this.folder).schema("own").migrations(database).upgrade(Target.HEAD);
		RecordingDataSource recording = new RecordingDataSource(database.dataSource());
		TestSettings.of(this.folder).schema("own").migrations(recording).upgradeOnStart(Target.HEAD);
		assertThat(recording.calls()).containsExactly(ONE_STATEMENT);
	}

	@Test
	void validateAndAwaitSendOneStatement(TestDatabase database) {
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		RecordingDataSource validating = new RecordingDataSource(database.dataSource());
		TestSettings.of(this.folder).migrations(validating).validate(Target.HEAD);
		assertThat(validating.calls()).containsExactly(ONE_STATEMENT);
		RecordingDataSource awaiting = new RecordingDataSource(database.dataSource());
		TestSettings.of(this.folder).migrations(awaiting).await(Target.HEAD);
		assertThat(awaiting.calls()).containsExactly(ONE_STATEMENT);
	}

	@Test
	void recordingTellsTransactionsToo(TestDatabase database) {
		RecordingDataSource recording = new RecordingDataSource(database.dataSource());
		TestSettings.of(this.folder).migrations(recording).upgradeOnStart(Target.HEAD);
		assertThat(recording.calls()).contains("autocommit false", "executeBatch", "autocommit true");
	}

	@Test
	void startWorksForARoleThatMayOnlyReadTheHistory(TestDatabase database) {
		TestSettings.of(this.folder).schema("own").migrations(database).upgrade(Target.HEAD);
		String reader = database.role("reader");
		database.execute("grant usage on schema own to " + reader, "grant select on own.migrate_history to " + reader);
		Migrations migrations = TestSettings.of(this.folder).schema("own").migrations(database.dataSource(reader));
		assertThat(migrations.upgradeOnStart(Target.HEAD).to()).hasToString("002");
		migrations.validate(Target.HEAD);
		migrations.await(Target.HEAD);
	}

	@Test
	void startWorksInAReadOnlySession(TestDatabase database) {
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		PGSimpleDataSource readOnly = (PGSimpleDataSource) database.dataSource("postgres");
		readOnly.setOptions("-c default_transaction_read_only=on");
		assertThat(TestSettings.of(this.folder).migrations(readOnly).upgradeOnStart(Target.HEAD).to())
			.hasToString("002");
	}

	@Test
	void awaitReturnsOnceAnotherProcessHasMigrated(TestDatabase database) throws Exception {
		RecordingDataSource recording = new RecordingDataSource(database.dataSource());
		Thread waiting = new Thread(() -> TestSettings.of(this.folder).migrations(recording).await(Target.HEAD));
		waiting.start();
		while (!recording.calls().contains("close")) {
			Thread.onSpinWait();
		}
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		waiting.join();
		assertThat(database.value("select count(*) from migrate_journal")).isEqualTo("2");
	}

	@Test
	void awaitGivesUpAfterTheClaimTimeout(TestDatabase database) {
		TestSettings.migrations(database, this.folder).upgrade(Target.parse("001"));
		Migrations migrations = TestSettings.of(this.folder).claimTimeout(Duration.ofMillis(100)).migrations(database);
		assertThat(Failures.text(this.folder, () -> migrations.await(Target.HEAD))).isEqualTo("""
				Waited 0.1s for another process to migrate; the database is at 001, 002 is still pending.

				Action:
				Look at what that process does, or raise migrate.claim-timeout.
				""");
	}

}
