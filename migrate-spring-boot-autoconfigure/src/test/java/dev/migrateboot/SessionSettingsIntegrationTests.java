package dev.migrateboot;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.migrateboot.support.OneConnection;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scripts leave the session as they found it, for the next script and for the next user
 * of the connection.
 */
@ExtendWith(PostgresExtension.class)
class SessionSettingsIntegrationTests {

	private static final String SEEN = """
			create table %s as
			  select name, setting from pg_settings where name not like 'transaction\\_%%'
			  union all select 'app.login', coalesce(current_setting('app.login', true), '')
			  union all select 'role', current_setting('role')
			  union all select 'session_user', session_user
			  union all select 'current_user', current_user;
			""";

	private final ScriptFolder folder;

	private TestDatabase database;

	private OneConnection pool;

	SessionSettingsIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void useTheSession(TestDatabase database) {
		this.database = database;
		this.pool = new OneConnection(database.dataSource());
		database.execute("create schema look");
		for (String statement : List.of("set work_mem = '7MB'", "set search_path = \"$user\", public, elsewhere",
				"set extra_float_digits = 2", "set app.tenant = 'seven'", "set lock_timeout = '1234ms'",
				"do $$ begin end $$")) {
			this.pool.jdbc().sql(statement).update();
		}
	}

	@AfterEach
	void closePool() throws SQLException {
		this.pool.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "set search_path = pg_catalog", "set search_path = ''",
			"select set_config('search_path', '', false)", "set local search_path = pg_catalog",
			"set lock_timeout = '3s'", "set statement_timeout = '1h'", "set work_mem = '99MB'", "reset work_mem",
			"set work_mem to default", "set timezone = 'Asia/Tokyo'", "set time zone interval '1' hour",
			"set datestyle = 'SQL, DMY'", "set client_encoding = 'LATIN1'", "set names 'LATIN1'",
			"set standard_conforming_strings = off", "set app.login = 'x'", "set session app.login to 'x'",
			"set \"app\".\"login\" = 'x'", "select set_config('app.login', 'x', false)",
			"do $$ begin set app.login = 'x'; perform set_config('app.tenant', 'x', false); end $$",
			"set app.tenant = 'other'", "reset app.tenant", "set session_replication_role = replica",
			"set default_transaction_isolation = serializable", "set default_transaction_read_only = off",
			"set session characteristics as transaction isolation level serializable", "set seed = 0.5",
			"set application_name = 'x'", "set plpgsql.extra_warnings = 'all'", "set role pg_monitor",
			"set local role pg_monitor", "set session authorization pg_monitor", "set xmloption = document" })
	void scriptLeavesTheSessionAsItWas(String statement) {
		this.folder.file("001_sets_upgrade.sql", statement + ";")
			.file("002_looks_upgrade.sql", SEEN.formatted("look.seen"));
		this.pool.jdbc().sql(SEEN.formatted("look.before")).update();
		Map<String, String> before = session();
		migrations().upgrade(Target.HEAD);
		assertThat(changesSince(before)).isEmpty();
		assertThat(this.database
			.list("""
					select name || ' ' || b.setting || ' ' || s.setting from look.before b full join look.seen s using (name)
					where b.setting is distinct from s.setting
					  and name not in ('lock_timeout', 'client_connection_check_interval')"""))
			.isEmpty();
		assertThat(this.database.value("select setting from look.seen where name = 'lock_timeout'")).isEqualTo("5000");
		assertThat(this.database.list("select version from public.migrate_history order by id")).containsExactly("001",
				"002");
	}

	@ParameterizedTest
	@ValueSource(strings = { "begin; set work_mem = '99MB'; set role pg_monitor; commit;",
			"-- migrate: transaction=off\nset work_mem = '99MB'; set app.login = 'x'; set role pg_monitor;",
			"set work_mem = '99MB'; set app.login = 'x'; set search_path = ''; vacuum public.migrate_claim;" })
	void scriptOutsideATransactionLeavesTheSessionAsItWas(String script) {
		this.folder.file("001_sets_upgrade.sql", script).file("002_looks_upgrade.sql", SEEN.formatted("look.seen"));
		Map<String, String> before = session();
		migrations().upgrade(Target.HEAD);
		assertThat(changesSince(before)).isEmpty();
		assertThat(this.database.list("select version || state from public.migrate_history order by id"))
			.containsExactly("001applied", "002applied");
		assertThat(this.database.value("select setting from look.seen where name = 'work_mem'")).isEqualTo("7168");
		assertThat(this.database.value("select setting from look.seen where name = 'app.login'")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "set work_mem = '99MB'; set app.login = 'x'; select 1 / 0;",
			"begin; set work_mem = '99MB'; set role pg_monitor; commit; set app.login = 'x'; select 1 / 0;",
			"-- migrate: transaction=off\nset work_mem = '99MB'; set app.login = 'x'; set role pg_monitor; select 1 / 0;",
			"set work_mem = '99MB'; vacuum public.migrate_claim; set app.login = 'x'; select 1 / 0;" })
	void failedScriptLeavesTheSessionAsItWas(String script) {
		this.folder.file("001_sets_upgrade.sql", script);
		Map<String, String> before = session();
		assertThat(Failures.of(() -> migrations().upgrade(Target.HEAD)))
			.isInstanceOfSatisfying(StatementException.class, (ex) -> assertThat(ex.getSqlState()).isEqualTo("22012"));
		assertThat(changesSince(before)).isEmpty();
		assertThat(this.database.value("select outcome from public.migrate_journal")).isEqualTo("failed");
	}

	@ParameterizedTest
	@ValueSource(strings = { "reset all", "discard all" })
	void scriptThatResetsEverythingLeavesTheSettingsThatTheServerLists(String statement) {
		this.folder.file("001_resets_upgrade.sql", statement + "; create table a (id int);")
			.file("002_looks_upgrade.sql", SEEN.formatted("look.seen"));
		Map<String, String> before = session();
		migrations().upgrade(Target.HEAD);
		assertThat(changesSince(before)).containsExactly("app.tenant: seven → ");
		assertThat(this.database.value("select setting from look.seen where name = 'work_mem'")).isEqualTo("7168");
	}

	@Test
	void downgradeScriptLeavesTheSessionAsItWas() {
		this.folder.pair("001_sets", "select 1;", "set work_mem = '99MB'; set role pg_monitor; set app.login = 'x';");
		Map<String, String> before = session();
		migrations().upgrade(Target.HEAD);
		migrations().downgrade(Target.BASE);
		assertThat(changesSince(before)).isEmpty();
	}

	@Test
	void settingsHoldToTheEndOfTheirScript() {
		this.database.execute("create schema app");
		this.folder.file("001_transaction_upgrade.sql",
				"set search_path = app; set app.login = 'ada'; create table a as select current_setting('app.login') as u;")
			.file("002_units_upgrade.sql", """
					set search_path = app;
					select set_config('app.login', 'bob', false);
					create table b as select current_setting('app.login') as u;
					create index concurrently b_u on b (u);
					insert into b values (current_setting('app.login'));
					vacuum b;
					""")
			.file("003_off_upgrade.sql", """
					-- migrate: transaction=off
					set search_path = app;
					set app.login = 'eve';
					create table c as select current_setting('app.login') as u;
					""");
		migrations().upgrade(Target.HEAD);
		assertThat(
				this.database.list("select u from app.a union all select u from app.b union all select u from app.c"))
			.containsExactly("ada", "bob", "bob", "eve");
	}

	@Test
	void settingsHoldWhenAScriptIsResumed() {
		this.database.execute("create schema app");
		this.folder.file("001_resumed_upgrade.sql", """
				set search_path = app;
				create table a (id int);
				vacuum a;
				insert into nowhere values (1);
				""");
		assertThat(Failures.of(() -> migrations().upgrade(Target.HEAD))).isInstanceOf(StatementException.class);
		this.folder.file("001_resumed_upgrade.sql", """
				set search_path = app;
				create table a (id int);
				vacuum a;
				insert into a values (1);
				""");
		migrations().upgrade(Target.HEAD);
		assertThat(this.database.list("select id from app.a")).containsExactly("1");
	}

	@Test
	void settingOfAnExtensionThatIsLoadedOnlyLaterIsPutBack() throws SQLException {
		this.folder.file("001_loads_upgrade.sql", """
				set plpgsql.extra_warnings = 'all';
				do $$ begin create table seen as select current_setting('plpgsql.extra_warnings') as value; end $$;
				""");
		try (OneConnection fresh = new OneConnection(this.database.dataSource())) {
			TestSettings.of(this.folder).migrations(fresh).upgrade(Target.HEAD);
			assertThat(fresh.jdbc().sql("show plpgsql.extra_warnings").query(String.class).single()).isEqualTo("none");
		}
		assertThat(this.database.value("select value from seen")).isEqualTo("all");
	}

	@Test
	void preambleOfPgDumpDoesNoHarm() {
		this.folder.file("001_dump_upgrade.sql", """
				SET statement_timeout = 0;
				SET lock_timeout = 0;
				SET idle_in_transaction_session_timeout = 0;
				SET client_encoding = 'LATIN1';
				SET standard_conforming_strings = on;
				SELECT pg_catalog.set_config('search_path', '', false);
				SET check_function_bodies = false;
				SET xmloption = content;
				SET client_min_messages = warning;
				SET row_security = off;
				CREATE TABLE public.dumped AS SELECT 'é😀' AS text, current_setting('lock_timeout') AS lock_timeout;
				""").file("002_next_upgrade.sql", "create table next (id int);");
		Map<String, String> before = session();
		migrations().upgrade(Target.HEAD);
		assertThat(changesSince(before)).isEmpty();
		assertThat(this.database.value("select text || lock_timeout from public.dumped")).isEqualTo("é😀5s");
		assertThat(this.database.value("select to_regclass('public.next') is not null")).isEqualTo("t");
	}

	@ParameterizedTest
	@ValueSource(strings = { "set lock_timeout = 0", "SET lock_timeout TO '0'", "set local lock_timeout = '0ms'",
			"set session lock_timeout = 00", "set statement_timeout = 0", "set statement_timeout to 0",
			"set /* a */ statement_timeout\n= '0 s'" })
	void timeoutOfZeroIsIgnored(String statement) {
		this.folder.file("001_zero_upgrade.sql", statement + ";\n" + SEEN.formatted("look.seen"));
		TestSettings.of(this.folder)
			.statementTimeout(Duration.ofSeconds(60))
			.migrations(this.pool)
			.upgrade(Target.HEAD);
		assertThat(
				this.database.list("select setting from look.seen where name in ('lock_timeout', 'statement_timeout')"))
			.containsExactlyInAnyOrder("5000", "60000");
	}

	@Test
	void timeoutsOfTheScriptsOwnHoldInIt() {
		this.folder
			.file("001_directive_upgrade.sql",
					"-- migrate: lock-timeout=0\n-- migrate: statement-timeout=2m\n" + SEEN.formatted("directive"))
			.file("002_statement_upgrade.sql",
					"set lock_timeout = '7s'; set statement_timeout = '1h';" + SEEN.formatted("statement"))
			.file("003_none_upgrade.sql", SEEN.formatted("none"));
		migrations().upgrade(Target.HEAD);
		assertThat(timeouts("directive")).containsExactly("0", "120000");
		assertThat(timeouts("statement")).containsExactly("7000", "3600000");
		assertThat(timeouts("none")).containsExactly("5000", "0");
	}

	@Test
	void historyIsWrittenAlthoughTheScriptSetARoleWithoutRights() {
		String weak = this.database.role("weak");
		this.database.execute("grant create on schema public to " + weak);
		String owner = this.database.role("owner");
		this.database.execute("grant %s to %s".formatted(weak, owner), "grant create on schema public to " + owner);
		this.folder.file("001_role_upgrade.sql", "set role %s; create table theirs (id int);".formatted(weak))
			.file("002_next_upgrade.sql", "create table ours (id int);");
		try (OneConnection connection = new OneConnection(this.database.dataSource(owner))) {
			TestSettings.of(this.folder).migrations(connection).upgrade(Target.HEAD);
			assertThat(connection.jdbc().sql("select current_user").query(String.class).single()).isEqualTo(owner);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		assertThat(this.database.list(
				"select tableowner from pg_tables where tablename in ('theirs', 'ours') " + "order by tablename desc"))
			.containsExactly(weak, owner);
		assertThat(this.database.value("select count(*) from migrate_history")).isEqualTo("2");
	}

	@Test
	void roleThatTheSessionHadIsKept() {
		String role = this.database.role("usual");
		this.database.execute("grant create on schema public to " + role);
		this.pool.jdbc().sql("set role " + role).update();
		this.folder.file("001_role_upgrade.sql", "reset role; create table a (id int);")
			.file("002_next_upgrade.sql", "create table b (id int);");
		migrations().upgrade(Target.HEAD);
		assertThat(
				this.database.list("select tableowner from pg_tables where tablename in ('a', 'b') order by tablename"))
			.containsExactly("postgres", role);
		assertThat(session()).containsEntry("current_user", role);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-- migrate: transaction=off\n", "vacuum public.migrate_claim;",
			"-- migrate: pipeline=off\n" })
	void temporaryTablesAndCursorsOfAScriptAreGone(String directive) {
		this.folder.file("001_temp_upgrade.sql", directive
				+ "create temp table pets (id int); create table public.pets (id int); declare c cursor with hold for select 1;");
		migrations().upgrade(Target.HEAD);
		assertThat(this.pool.jdbc().sql("select 'pets'::regclass::text").query(String.class).single())
			.isEqualTo("pets");
		assertThat(this.pool.jdbc()
			.sql("select relpersistence from pg_class where oid = 'pets'::regclass")
			.query(String.class)
			.single()).isEqualTo("p");
		assertThat(this.pool.jdbc().sql("select count(*) from pg_cursors where name = 'c'").query(Long.class).single())
			.isZero();
	}

	@Test
	void temporaryTablesThatTheSessionHadAreKept() {
		this.pool.jdbc().sql("create temp table mine (id int)").update();
		this.folder.file("001_temp_upgrade.sql", "create temp table theirs (id int);");
		migrations().upgrade(Target.HEAD);
		assertThat(this.pool.jdbc().sql("select count(*) from mine").query(Long.class).single()).isZero();
	}

	private Migrations migrations() {
		return TestSettings.of(this.folder).migrations(this.pool);
	}

	private List<String> timeouts(String table) {
		return this.database
			.list("select setting from %s where name in ('lock_timeout', 'statement_timeout') order by name"
				.formatted(table));
	}

	private List<String> changesSince(Map<String, String> before) {
		return session().entrySet()
			.stream()
			.filter((now) -> !now.getValue().equals(before.get(now.getKey())))
			.map((now) -> "%s: %s → %s".formatted(now.getKey(), before.get(now.getKey()), now.getValue()))
			.toList();
	}

	private Map<String, String> session() {
		return this.pool.jdbc()
			.sql("""
					select name, coalesce(setting, '') as setting from pg_settings
					union all select 'app.login', coalesce(current_setting('app.login', true), '')
					union all select 'app.tenant', coalesce(current_setting('app.tenant', true), '')
					union all select 'role', current_setting('role')
					union all select 'session_user', session_user
					union all select 'current_user', current_user
					""")
			.query((row, number) -> Map.entry(row.getString(1), row.getString(2)))
			.list()
			.stream()
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

}
