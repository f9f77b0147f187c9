package dev.migrateboot.autoconfigure;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;

import javax.sql.DataSource;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.RunningApplication;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What an application prints when it cannot start, as a whole.
 */
@ExtendWith({ PostgresExtension.class, OutputCaptureExtension.class })
class FailureReportIntegrationTests {

	private final ScriptFolder folder;

	FailureReportIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@BeforeEach
	void writeScripts() {
		this.folder.pair("001_create_users", "create table users (\n  id int,\n  name text\n);\n", "drop table users;");
	}

	@Test
	void wrongName(TestDatabase database, CapturedOutput output) {
		this.folder.file("002_add-mail_upgrade.sql", "select 1;");
		assertThat(report(database, output, "")).isEqualTo(
				"""
						Description:

						FOLDER/002_add-mail_upgrade.sql is not the name of a migration.

						Action:

						Expected <version>_<description>_upgrade.sql or <version>_<description>_downgrade.sql, with a version of digits \
						and a description of letters, digits and underscores (such as 007_add_orders_upgrade.sql), or Flyway's \
						V<version>__<description>.sql, U<version>__<description>.sql and R__<description>.sql. To leave the file alone, name it in migrate.ignore.""");
		assertThat(database.value("select to_regclass('users') is null")).isEqualTo("t");
	}

	@Test
	void duplicateVersion(TestDatabase database, CapturedOutput output) {
		this.folder.file("1_create_orders_upgrade.sql", "select 1;");
		assertThat(report(database, output, "").replace("1_create_orders", "X")
			.replace("001_create_users", "Y")
			.replace("FOLDER/X_upgrade.sql and FOLDER/Y_upgrade.sql", "FOLDER/Y_upgrade.sql and FOLDER/X_upgrade.sql")
			.replaceFirst("Version 0*1 ", "Version 001 ")).isEqualTo("""
					Description:

					Version 001 exists twice: FOLDER/Y_upgrade.sql and FOLDER/X_upgrade.sql.

					Action:

					Give one of them the next free version, or delete it.""");
	}

	@Test
	void changedScript(TestDatabase database, CapturedOutput output) {
		start(database, "");
		this.folder.file("001_create_users_upgrade.sql", "create table users (\n  id bigint,\n  name text\n);\n");
		assertThat(report(database, output, "")).isEqualTo(
				"""
						Description:

						FOLDER/001_create_users_upgrade.sql has been changed after it was applied:

						  create table users (
						-   id int,
						+   id bigint,
						    name text
						  );


						Action:

						Put the script back as it was applied and write the change as a new revision. \
						Where the database is as the script says by now, accept the script in place of the applied one: migrate repair 001 --reason="<reason>". To start all the same, \
						set migrate.on-changed-script=warn.""");
	}

	@Test
	void databaseAhead(TestDatabase database, CapturedOutput output) {
		this.folder.pair("002_add_mail", "alter table users add mail text;", "alter table users drop mail;");
		start(database, "");
		this.folder.deletePair("002_add_mail");
		assertThat(report(database, output, "migrate.on-newer-database: fail")).isEqualTo("""
				Description:

				The database is at version 002, this build knows versions up to 001 only.

				Action:

				Start a build that contains 002, or take the database back, or set migrate.on-newer-database=warn.""");
	}

	@Test
	void heldVersion(TestDatabase database, CapturedOutput output) {
		this.folder.pair("002_add_mail", "alter table users add mail text;", "alter table users drop mail;");
		start(database, "");
		this.folder.deletePair("002_add_mail");
		start(database, "migrate: {on-newer-database: downgrade, downgrade: {enabled: true, from: '002'}}");
		this.folder.pair("002_add_mail", "alter table users add mail text;", "alter table users drop mail;");
		String expected = """
				Description:

				postgres took the database back from 002 at TIME (migrate.downgrade.from=002), and 002 stays down. The database is \
				at 001, and this build contains 002 as it was then. Nothing has been run.

				Action:

				Start a build that fits: the one that was there before 002, or a later release, with that script corrected or a \
				version above 002. Or end the hold on purpose by upgrading past it: POST /actuator/migrations/head to a running \
				instance, or 'java -jar <this build> migrate upgrade'.""";
		assertThat(masked(report(database, output, ""))).isEqualTo(expected);
		assertThat(masked(report(database, output, "migrate.startup: validate"))).endsWith(expected);
	}

	@Test
	void statementFailed(TestDatabase database, CapturedOutput output) {
		this.folder.file("002_add_mail_upgrade.sql", """
				-- mail for everybody
				alter table users add mail text;
				alter table users
				  alter nick set not null;
				""");
		assertThat(report(database, output, "")).isEqualTo("""
				Description:

				FOLDER/002_add_mail_upgrade.sql:3:1: column "nick" of relation "users" does not exist

				    alter table users
				    ^

				SQLSTATE: 42703

				Revision 002 was rolled back as a whole. Done before it in this run: 001.

				Action:

				Correct the script and start again; nothing of 002 is left in the database.""");
	}

	@Test
	void noConnection(CapturedOutput output) {
		String unreachable = """
				Description:

				No connection to the database: Connection to localhost:1 refused. Check that the hostname and port are correct \
				and that the postmaster is accepting TCP/IP connections.

				Action:

				Check that the server runs and that the address, user and password of the data source are right.""";
		assertThat(report(output, yaml("jdbc:postgresql://localhost:1/absent", ""))).isEqualTo(unreachable);
		assertThat(report(output, yaml("jdbc:postgresql://localhost:1/absent", "migrate.user: owner")))
			.endsWith(unreachable);
	}

	@Test
	void wrongPassword(TestDatabase database, CapturedOutput output) {
		String role = database.role("guarded", "the right one");
		assertThat(report(database, output, "migrate: {user: %s, password: a wrong one}".formatted(role))).isEqualTo("""
				Description:

				No connection to the database: FATAL: password authentication failed for user "%s"

				Action:

				Check that the server runs and that the address, user and password of the data source are right."""
			.formatted(role));
	}

	@Test
	void noPostgres(CapturedOutput output) {
		assertThat(report(output, "migrate.locations: " + this.folder.location(), OtherDatabase.class)).isEqualTo(
				"""
						Description:

						The database is H2; migrations run on PostgreSQL only.

						Action:

						Point spring.datasource.url, or migrate.url, to a PostgreSQL database, or set migrate.enabled=false.""");
	}

	@Test
	void noPrivilege(TestDatabase database, CapturedOutput output) {
		database.execute("revoke create on schema public from public", "drop role if exists reader",
				"create role reader login password 'r'");
		assertThat(report(database, output, "migrate: {user: reader, password: r}")).isEqualTo(
				"""
						Description:

						Creating the tables of the history in schema public failed: permission denied for schema public (SQLSTATE 42501).

						Action:

						Grant the privilege that the message names to this role, or set migrate.user and migrate.password to a role \
						that owns the schema.""");
	}

	@Test
	void twoDataSources(CapturedOutput output) {
		assertThat(report(output, "", TwoDataSources.class)).isEqualTo("""
				Description:

				There is more than one DataSource, and none is marked as the one to migrate.

				Action:

				Annotate its bean method with @MigrateDataSource or @Primary, or set migrate.url.""");
	}

	private String report(TestDatabase database, CapturedOutput output, String yaml) {
		return report(output, yaml(database, yaml));
	}

	private static String masked(String text) {
		return text.replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "TIME");
	}

	private String report(CapturedOutput output, String yaml, Class<?>... sources) {
		assertThat(catchThrowable(() -> RunningApplication.startWithoutWeb(yaml, sources).close())).isNotNull();
		String all = output.toString();
		return all.substring(all.indexOf("Description:")).strip().replace(this.folder.path().toString(), "FOLDER");
	}

	private void start(TestDatabase database, String yaml) {
		RunningApplication.startWithoutWeb(yaml(database, yaml)).close();
	}

	private String yaml(TestDatabase database, String yaml) {
		return yaml(database.url(), yaml);
	}

	private String yaml(String url, String yaml) {
		return """
				spring.datasource: {url: '%s', username: postgres}
				migrate.locations: %s
				%s
				""".formatted(url, this.folder.location(), yaml);
	}

	/**
	 * A data source of a database that only has a name.
	 */
	private static <T> T stub(Class<T> type, String product) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				(proxy, method, arguments) -> switch (method.getName()) {
					case "getConnection" -> stub(Connection.class, product);
					case "getMetaData" -> stub(DatabaseMetaData.class, product);
					case "getDatabaseProductName" -> product;
					case "hashCode" -> System.identityHashCode(proxy);
					case "equals" -> proxy == arguments[0];
					case "toString" -> product;
					default -> null;
				}));
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDataSources {

		@Bean
		DataSource first() {
			return stub(DataSource.class, "");
		}

		@Bean
		DataSource second() {
			return stub(DataSource.class, "");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherDatabase {

		@Bean
		DataSource dataSource() {
			return stub(DataSource.class, "H2");
		}

	}

}
