package dev.migrateboot.autoconfigure;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

import dev.migrateboot.MigrateException;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.PostgresServer;
import dev.migrateboot.support.RunningApplication;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Every property as an {@code application.yml} of an application sets it. The properties
 * of the endpoint are tested with the endpoint.
 */
@ExtendWith(PostgresExtension.class)
class MigratePropertiesIntegrationTests {

	private static final String USERS = "select to_regclass('users') is not null";

	private final ScriptFolder folder;

	private final ScriptFolder other;

	MigratePropertiesIntegrationTests(@TempDir Path folder, @TempDir Path other) {
		this.folder = new ScriptFolder(folder);
		this.other = new ScriptFolder(other);
	}

	@BeforeEach
	void writeScripts() {
		this.folder.pair("001_create_users", "create table users (id int);", "drop table users;")
			.pair("002_add_mail", "alter table users add mail text;", "alter table users drop mail;");
	}

	@Test
	void enabled(TestDatabase database) {
		start(database, "enabled: false").close();
		assertThat(database.value(USERS)).isEqualTo("f");
	}

	@Test
	void startupValidate(TestDatabase database) {
		MigrateException failure = failure(database, "startup: validate");
		assertThat(failure)
			.hasMessage("The database is at base, 001, 002 are pending. migrate.startup=validate applies nothing.");
		assertThat(database.value(USERS)).isEqualTo("f");
		start(database, "startup: upgrade").close();
		start(database, "startup: validate").close();
	}

	@Test
	void startupWait(TestDatabase database) {
		CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> start(database, "startup: wait").close());
		start(database, "startup: upgrade").close();
		waiting.join();
		assertThat(database.value("select count(*) from migrate_journal")).isEqualTo("2");
	}

	@Test
	void startupWaitWhenNobodyMigrates(TestDatabase database) {
		assertThat(failure(database, "startup: wait", "claim-timeout: 10ms")).hasMessage(
				"Waited 0.01s for another process to migrate; the database is at base, 001, 002 are still pending.");
	}

	@Test
	void startupNone(TestDatabase database) {
		start(database, "startup: none").close();
		assertThat(database.value(USERS)).isEqualTo("f");
	}

	@Test
	void target(TestDatabase database) {
		start(database, "target: 1").close();
		assertThat(database.list("select version from migrate_history")).containsExactly("001");
		start(database, "target: head").close();
		start(database, "target: '001'").close();
		assertThat(database.list("select version from migrate_history order by id")).containsExactly("001", "002");
		assertThat(failure(database, "target: latest"))
			.hasMessage("migrate.target is 'latest', which is not head or a version.");
	}

	@Test
	void locations(TestDatabase database) {
		this.other.pair("003_create_orders", "create table orders (id int);", "drop table orders;");
		start(database, "locations: ['%s', '%s']".formatted(this.folder.location(), this.other.location())).close();
		assertThat(database.list("select version from migrate_history order by id")).containsExactly("001", "002",
				"003");
	}

	@Test
	void ignore(TestDatabase database) {
		this.folder.file("notes.sql", "this is not a migration");
		start(database, "ignore: ['notes*', '002*']").close();
		assertThat(database.list("select version from migrate_history")).containsExactly("001");
	}

	@Test
	void schema(TestDatabase database) {
		start(database, "schema: My Schema").close();
		assertThat(database.value("select to_regclass('\"My Schema\".users') is not null")).isEqualTo("t");
		assertThat(database.list("select version from \"My Schema\".migrate_history")).hasSize(2);
	}

	@Test
	void table(TestDatabase database) {
		start(database, "table: orders_history").close();
		assertThat(database.list("select tablename::text from pg_tables where schemaname = 'public' order by 1"))
			.containsExactly("orders_claim", "orders_history", "orders_hold", "orders_journal", "users");
	}

	@Test
	void url(TestDatabase database) {
		TestDatabase migrated = PostgresServer.newDatabase();
		start(database, "url: " + migrated.url(), "user: postgres").close();
		assertThat(migrated.value(USERS)).isEqualTo("t");
		assertThat(database.value(USERS)).isEqualTo("f");
	}

	@Test
	void userAndPassword(TestDatabase database) {
		database.execute("drop role if exists owner_of_schema",
				"create role owner_of_schema login superuser password 'let-me-in'");
		start(database, "user: owner_of_schema", "password: let-me-in").close();
		assertThat(database.value("select tableowner::text from pg_tables where tablename = 'users'"))
			.isEqualTo("owner_of_schema");
		assertThat(database.list("select distinct applied_by from migrate_history")).containsExactly("owner_of_schema");
	}

	@Test
	void onUnversionedSchema(TestDatabase database) {
		database.execute("create table legacy (id int)");
		assertThat(failure(database))
			.hasMessageContaining("Schema public has tables (legacy) but no migration history.");
		start(database, "on-unversioned-schema: upgrade").close();
		assertThat(database.value(USERS)).isEqualTo("t");
	}

	@Test
	void onNewerDatabase(TestDatabase database) {
		start(database).close();
		this.folder.deletePair("002_add_mail");
		start(database).close();
		assertThat(failure(database, "on-newer-database: fail"))
			.hasMessage("The database is at version 002, this build knows versions up to 001 only.");
	}

	@Test
	void downgradeFrom(TestDatabase database) {
		start(database).close();
		this.folder.deletePair("002_add_mail");
		start(database, "on-newer-database: downgrade", "downgrade: {enabled: true, from: 1}").close();
		assertThat(database.list("select version from migrate_history")).hasSize(2);
		start(database, "on-newer-database: downgrade", "downgrade: {enabled: true, from: 2}").close();
		assertThat(database.list("select version from migrate_history")).containsExactly("001");
		assertThat(failure(database, "downgrade.from: two"))
			.hasMessage("migrate.downgrade.from is 'two', which is not a version.");
	}

	@Test
	void onChangedScript(TestDatabase database) {
		start(database).close();
		this.folder.file("001_create_users_upgrade.sql", "create table users (id bigint);");
		assertThat(failure(database))
			.hasMessageContaining("- create table users (id int);\n+ create table users (id bigint);");
		start(database, "on-changed-script: warn").close();
	}

	@Test
	void outOfOrder(TestDatabase database) {
		this.folder.deletePair("001_create_users").file("002_add_mail_upgrade.sql", "create table mail (id int);");
		start(database).close();
		this.folder.pair("001_create_users", "create table users (id int);", "drop table users;");
		assertThat(failure(database)).hasMessage("001 is pending below the current version 002. Nothing has been run.");
		start(database, "out-of-order: apply").close();
		assertThat(database.list("select version from migrate_history order by id")).containsExactly("002", "001");
	}

	@Test
	void placeholders(TestDatabase database) {
		this.folder.file("003_values_upgrade.sql", "create table seen as select '${some_name}' as a, '${other}' as b");
		start(database, "placeholders:", "  some_name: one", "  Other: two").close();
		assertThat(database.value("select a || b from seen")).isEqualTo("onetwo");
	}

	@Test
	void placeholderPrefix(TestDatabase database) {
		this.folder.file("003_values_upgrade.sql", "create table seen as select '#[name}' as a, '${name}' as b");
		start(database, "placeholders.name: one", "placeholder-prefix: '#['").close();
		assertThat(database.value("select a || b from seen")).isEqualTo("one${name}");
	}

	@Test
	void placeholderPrefixWhenEmptyFails(TestDatabase database) {
		MigrateException failure = failure(database, "placeholder-prefix: ''");
		assertThat(failure).hasMessage("migrate.placeholder-prefix is empty.");
		assertThat(failure.getAction()).isEqualTo("Set it to what placeholders begin with, such as ${.");
	}

	@Test
	void claimTimeout(TestDatabase database) {
		start(database, "target: 1").close();
		database.execute(
				"""
						update migrate_claim set instance = 'pod-7', actor = 'ops', direction = 'upgrade', target = '002',
						since = '2026-01-01T00:00:00Z', expires = clock_timestamp() + interval '1 hour', step = 0, steps = 1""");
		assertThat(failure(database, "claim-timeout: 100ms")).hasMessage(
				"Waited 0.1s for another instance that is migrating: pod-7 runs the upgrade to 002 by ops since "
						+ "2026-01-01T00:00Z. Nothing has been run by this instance.");
	}

	@Test
	void lockTimeout(TestDatabase database) {
		this.folder.file("003_show_upgrade.sql",
				"create table seen as select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement");
		start(database, "lock-timeout: 1234ms", "statement-timeout: 4m").close();
		assertThat(database.value("select lock || ' ' || statement from seen")).isEqualTo("1234ms 4min");
	}

	@Test
	void lockRetryFor(TestDatabase database) throws SQLException {
		this.folder.file("003_lock_upgrade.sql", "select nextval('attempts'); lock users nowait;");
		database.execute("create sequence attempts");
		start(database, "on-unversioned-schema: upgrade", "target: 2").close();
		try (Connection other = database.dataSource().getConnection(); Statement statement = other.createStatement()) {
			other.setAutoCommit(false);
			statement.execute("lock users");
			assertThat(failure(database, "lock-retry-for: 0")).hasMessageContaining("SQLSTATE: 55P03");
			assertThat(database.value("select last_value from attempts")).isEqualTo("1");
			assertThat(failure(database, "lock-retry-for: 400ms")).hasMessageContaining("Tried 2 times in 0 s.");
			assertThat(database.value("select last_value from attempts")).isEqualTo("3");
		}
	}

	@Test
	void lockTimeoutDefault(TestDatabase database) {
		this.folder.file("003_show_upgrade.sql",
				"create table seen as select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement");
		start(database).close();
		assertThat(database.value("select lock || ' ' || statement from seen")).isEqualTo("5s 0");
	}

	private ConfigurableApplicationContext start(TestDatabase database, String... properties) {
		StringBuilder yaml = new StringBuilder("""
				spring.datasource.url: %s
				spring.datasource.username: postgres
				migrate:
				""".formatted(database.url()));
		if (Arrays.stream(properties).noneMatch((property) -> property.startsWith("locations:"))) {
			yaml.append("  locations: ").append(this.folder.location()).append('\n');
		}
		for (String property : properties) {
			yaml.append("  ").append(property).append('\n');
		}
		return RunningApplication.startWithoutWeb(yaml.toString());
	}

	private MigrateException failure(TestDatabase database, String... properties) {
		Throwable failure = catchThrowable(() -> start(database, properties));
		while (failure != null && !(failure instanceof MigrateException)) {
			failure = failure.getCause();
		}
		assertThat(failure).isInstanceOf(MigrateException.class);
		return (MigrateException) failure;
	}

}
