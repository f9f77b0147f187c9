package dev.migrateboot;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;

import dev.migrateboot.Migrations.StepPreview;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a step would take away and lock, from the catalog.
 */
@ExtendWith(PostgresExtension.class)
class PreviewIntegrationTests {

	private final ScriptFolder folder;

	PreviewIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@Test
	void lossesHaveTheirRowsWhereTheyAreKnown(TestDatabase database) {
		this.folder.pair("001_a", """
				create table counted (id int, note text);
				create table "New" (id int);
				create table empty (id int);
				create table parts (id int) partition by range (id);
				create table part_1 partition of parts for values from (0) to (10);
				create table part_2 partition of parts for values from (10) to (20);
				create index i on counted (id);
				""", """
				drop index i;
				alter table counted drop note;
				truncate parts;
				drop table counted, "New", empty, missing;
				do $$ begin end $$;
				""");
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		database.execute("insert into counted select 1, 'x' from generate_series(1, 1204)", "analyze counted",
				"insert into \"New\" values (1)", "insert into parts values (1), (11), (12)", "analyze part_1",
				"analyze part_2");
		StepPreview preview = preview(database);
		assertThat(preview.loses()).containsExactly(new Loss("public.counted.note", Loss.Kind.COLUMN, 1204L, null),
				new Loss("public.parts", Loss.Kind.TRUNCATED, 3L, null),
				new Loss("public.counted", Loss.Kind.TABLE, 1204L, null),
				new Loss("public.\"New\"", Loss.Kind.TABLE, null, null),
				new Loss("public.empty", Loss.Kind.TABLE, null, true), new Loss("missing", Loss.Kind.TABLE, null, null),
				new Loss("DO in line 5", Loss.Kind.UNKNOWN, null, null));
		assertThat(preview.locks()).extracting(RelationLock::toString)
			.containsExactly(locks("public.counted", "public.parts", "public.\"New\"", "public.empty", "missing"));
	}

	@Test
	void previewWaitsForNobody(TestDatabase database) throws Exception {
		this.folder.pair("001_a", "create table a (id int);", "drop table a;");
		TestSettings.migrations(database, this.folder).upgrade(Target.HEAD);
		try (Connection connection = database.dataSource().getConnection();
				Statement statement = connection.createStatement()) {
			connection.setAutoCommit(false);
			statement.execute("lock table a");
			assertThat(preview(database).loses()).containsExactly(new Loss("public.a", Loss.Kind.TABLE, null, null));
		}
	}

	@Test
	void namesAreLookedUpInTheConfiguredSchemaFirst(TestDatabase database) {
		this.folder.pair("001_a", "create table a (id int);", "drop table a;");
		Migrations migrations = TestSettings.of(this.folder).schema("My own").migrations(database);
		migrations.upgrade(Target.HEAD);
		database.execute("create table a (id int)");
		List<Loss> loses = migrations.preview(migrations.plan(Target.BASE)).get(0).loses();
		assertThat(loses).extracting(Loss::object).containsExactly("\"My own\".a");
	}

	@Test
	void schemaTakesItsTablesAlong(TestDatabase database) {
		this.folder.pair("001_a", """
				create schema "Old mail";
				create table "Old mail".letters (id int) partition by range (id);
				create table "Old mail".letters_1 partition of "Old mail".letters for values from (0) to (10);
				create table "Old mail"."Stamps" (id int);
				create table "Old mail".gone (id int);
				create view "Old mail".shown as select 1;
				create table public.kept (id int);
				""", """
				drop table "Old mail".gone, public.kept;
				drop schema if exists "Old mail" cascade;
				""");
		Migrations migrations = TestSettings.of(this.folder).schema("My own").migrations(database);
		migrations.upgrade(Target.HEAD);
		database.execute("insert into \"Old mail\".letters values (1), (2)", "analyze \"Old mail\".letters_1",
				"insert into public.kept values (1)", "analyze public.kept");
		StepPreview preview = migrations.preview(migrations.plan(Target.BASE)).get(0);
		assertThat(preview.loses()).containsExactly(new Loss("\"Old mail\".gone", Loss.Kind.TABLE, null, true),
				new Loss("public.kept", Loss.Kind.TABLE, 1L, null),
				new Loss("\"Old mail\"", Loss.Kind.SCHEMA, null, null),
				new Loss("\"Old mail\".\"Stamps\"", Loss.Kind.TABLE, null, true),
				new Loss("\"Old mail\".letters", Loss.Kind.TABLE, 2L, null));
		assertThat(preview.locks()).extracting(RelationLock::toString)
			.containsExactly(
					locks("\"Old mail\".gone", "public.kept", "\"Old mail\".\"Stamps\"", "\"Old mail\".letters"));
	}

	@Test
	void upgradeLosesNothingButLocks(TestDatabase database) {
		this.folder.pair("001_a", "create table a (id int);", "drop table a;");
		Migrations migrations = TestSettings.migrations(database, this.folder);
		migrations.upgrade(Target.HEAD);
		this.folder.pair("002_b", "alter table a add b int;", "alter table a drop b;");
		StepPreview preview = migrations.preview(migrations.plan(Target.HEAD)).get(0);
		assertThat(preview.loses()).isEmpty();
		assertThat(preview.locks()).containsExactly(new RelationLock("public.a", "ACCESS EXCLUSIVE"));
	}

	private StepPreview preview(TestDatabase database) {
		Migrations migrations = TestSettings.migrations(database, this.folder);
		return migrations.preview(migrations.plan(Target.BASE)).get(0);
	}

	private static String[] locks(String... objects) {
		return List.of(objects)
			.stream()
			.map((object) -> new RelationLock(object, "ACCESS EXCLUSIVE").toString())
			.toArray(String[]::new);
	}

}
