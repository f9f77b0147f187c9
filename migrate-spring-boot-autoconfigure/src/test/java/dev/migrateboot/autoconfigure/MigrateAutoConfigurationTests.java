package dev.migrateboot.autoconfigure;

import java.nio.file.Path;

import javax.sql.DataSource;

import dev.migrateboot.CodeMigration;
import dev.migrateboot.MigrateException;
import dev.migrateboot.Migrations;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.PostgresServer;
import dev.migrateboot.support.RunningApplication;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.BeanCurrentlyInCreationException;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests {@link MigrateAutoConfiguration}.
 */
@ExtendWith({ PostgresExtension.class, OutputCaptureExtension.class })
class MigrateAutoConfigurationTests {

	private static final String APPLIED = "select count(*) from migrate_history";

	private final ApplicationContextRunner contextRunner;

	MigrateAutoConfigurationTests(@TempDir Path folder) {
		String location = new ScriptFolder(folder)
			.pair("001_create_users", "create table users (id int);", "drop table users;")
			.location();
		this.contextRunner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MigrateAutoConfiguration.class,
					jdbc("DataSourceAutoConfiguration"), jdbc("JdbcTemplateAutoConfiguration")))
			.withPropertyValues("migrate.locations=" + location);
	}

	@Test
	void migratesBeforeJdbcTemplateIsUsed(TestDatabase database) {
		on(database).run((context) -> {
			assertThat(context).hasSingleBean(Migrations.class).hasSingleBean(MigrationInitializer.class);
			assertThat(database.value(APPLIED)).isEqualTo("1");
			assertThat(context.getBeanFactory().getBeanDefinition("jdbcTemplate").getDependsOn())
				.contains("migrationInitializer");
		});
	}

	@Test
	void migratesWhenInitializationIsLazy(TestDatabase database) {
		on(database)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(database.value(APPLIED)).isEqualTo("1"));
	}

	@Test
	void isOrderedBehindTheDataSourceOfThisLine() {
		assertThat(MigrateAutoConfiguration.class.getAnnotation(AutoConfiguration.class).afterName())
			.contains(jdbc("DataSourceAutoConfiguration").getName());
	}

	@Test
	void backsOffWhenThereIsNoDataSource() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MigrateAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(Migrations.class));
	}

	@Test
	void backsOffWhenDisabled(TestDatabase database) {
		on(database).withPropertyValues("migrate.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(Migrations.class).doesNotHaveBean(MigrationInitializer.class);
			assertThat(database.value("select to_regclass('users') is null")).isEqualTo("t");
		});
	}

	@Test
	void leavesTheDatabaseAloneWhenDisabledAfterTheConditionWasTaken(TestDatabase database) {
		on(database).withUserConfiguration(DisabledLateConfiguration.class)
			.run((context) -> assertThat(database.value("select to_regclass('users') is null")).isEqualTo("t"));
	}

	@Test
	void endpointIsNotFoundWhenDisabledAfterTheConditionWasTaken(TestDatabase database) {
		try (RunningApplication application = RunningApplication.start(database,
				"management.endpoint.migrations.access: unrestricted", DisabledLateConfiguration.class)) {
			for (String path : new String[] { "", "/head", "/journal" }) {
				assertThat(application.get(path).statusCode()).isEqualTo(404);
			}
			assertThat(application.post("/head", "{}", "alice").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void leavesTheDatabaseAloneInATrainingRun(TestDatabase database, CapturedOutput output) {
		System.setProperty("spring.context.exit", "onRefresh");
		try {
			on(database).run((context) -> {
				assertThat(context).hasSingleBean(Migrations.class);
				assertThat(database.value("select to_regclass('users') is null")).isEqualTo("t");
			});
		}
		finally {
			System.clearProperty("spring.context.exit");
		}
		assertThat(output)
			.contains("This start only trains a cache (spring.context.exit=onRefresh): the database is left alone");
	}

	@Test
	void standsBackWhenFlywayIsConfigured(TestDatabase database, CapturedOutput output) {
		on(database).withUserConfiguration(FlywayConfiguration.class).run((context) -> {
			assertThat(context).hasSingleBean(Migrations.class);
			assertThat(database.value("select to_regclass('users') is null")).isEqualTo("t");
		});
		assertThat(output).containsOnlyOnce(
				"Flyway is configured too: nothing is migrated at startup unless migrate.startup says so");
	}

	@Test
	void migratesBesideFlywayWhenToldTo(TestDatabase database) {
		on(database).withUserConfiguration(FlywayConfiguration.class)
			.withPropertyValues("migrate.startup=upgrade")
			.run((context) -> assertThat(database.value(APPLIED)).isEqualTo("1"));
	}

	@Test
	void usesTheMarkedDataSource(TestDatabase database) {
		TestDatabase marked = PostgresServer.newDatabase();
		on(database).withUserConfiguration(MarkedConfiguration.class)
			.withBean(TestDatabase.class, () -> marked)
			.run((context) -> {
				assertThat(context).hasNotFailed().hasSingleBean(JdbcTemplate.class);
				assertThat(marked.value(APPLIED)).isEqualTo("1");
				assertThat(database.value("select to_regclass('users') is null")).isEqualTo("t");
			});
	}

	@Test
	void usesThePrimaryOfTwoDataSources(TestDatabase database) {
		this.contextRunner.withUserConfiguration(PrimaryConfiguration.class)
			.withBean(TestDatabase.class, () -> database)
			.run((context) -> assertThat(database.value(APPLIED)).isEqualTo("1"));
	}

	@Test
	void failsWhenNoneOfTwoDataSourcesIsMarked(TestDatabase database) {
		this.contextRunner.withBean("first", DataSource.class, database::dataSource)
			.withBean("second", DataSource.class, database::dataSource)
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(context.getStartupFailure()).rootCause()
					.isInstanceOfSatisfying(MigrateException.class, (ex) -> {
						assertThat(ex)
							.hasMessage("There is more than one DataSource, and none is marked as the one to migrate.");
						assertThat(ex.getAction()).isEqualTo(
								"Annotate its bean method with @MigrateDataSource or @Primary, or set migrate.url.");
					});
			});
	}

	@Test
	void runsMigrationsInCode(TestDatabase database) {
		on(database).withUserConfiguration(CodeConfiguration.class).run((context) -> {
			assertThat(database.list("select script from migrate_history order by id"))
				.containsExactly("001_create_users_upgrade.sql", AddAda.class.getName());
			assertThat(database.list("select id from users")).containsExactly("7");
		});
	}

	@Test
	void migrationInCodeThatUsesTheDatabaseByItselfFailsTheStart(TestDatabase database) {
		on(database).withUserConfiguration(CircularConfiguration.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).hasRootCauseInstanceOf(BeanCurrentlyInCreationException.class)
				.rootCause()
				.hasMessageContaining("addAda");
			assertThat(database.value("select to_regclass('users') is null")).isEqualTo("t");
		});
	}

	/**
	 * Return an auto-configuration of Spring Boot that has another package in each line.
	 */
	private static Class<?> jdbc(String name) {
		ClassLoader classLoader = MigrateAutoConfigurationTests.class.getClassLoader();
		String current = "org.springframework.boot.jdbc.autoconfigure." + name;
		return ClassUtils.isPresent(current, classLoader) ? ClassUtils.resolveClassName(current, classLoader)
				: ClassUtils.resolveClassName("org.springframework.boot.autoconfigure.jdbc." + name, classLoader);
	}

	private ApplicationContextRunner on(TestDatabase database) {
		return this.contextRunner.withPropertyValues("spring.datasource.url=" + database.url(),
				"spring.datasource.username=postgres");
	}

	@Configuration(proxyBeanMethods = false)
	static class CodeConfiguration {

		@Bean
		CodeMigration addAda() {
			return new AddAda("002", "add ada", "1");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CircularConfiguration {

		@Bean
		CodeMigration addAda(JdbcTemplate jdbc) {
			return new AddAda("002", jdbc.toString(), "1");
		}

	}

	record AddAda(String version, String description, String checksum) implements CodeMigration {

		@Override
		public void upgrade(JdbcClient jdbc) {
			jdbc.sql("insert into users values (7)").update();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FlywayConfiguration {

		@Bean
		Flyway flyway(DataSource dataSource) {
			return Flyway.configure().dataSource(dataSource).load();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryConfiguration {

		@Bean
		@Primary
		DataSource first(TestDatabase database) {
			return database.dataSource();
		}

		@Bean
		DataSource second() {
			return new DriverManagerDataSource("jdbc:postgresql://localhost:1/none");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MarkedConfiguration {

		@Bean(defaultCandidate = false)
		@MigrateDataSource
		DataSource ownerDataSource(TestDatabase database) {
			return database.dataSource();
		}

	}

	/**
	 * What ahead-of-time processing leads to: the condition has let the beans in, the
	 * property is set later.
	 */
	@Configuration(proxyBeanMethods = false)
	static class DisabledLateConfiguration {

		@Bean
		static BeanPostProcessor disable() {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					return (bean instanceof MigrateProperties properties) ? disabled(properties) : bean;
				}

			};
		}

		private static MigrateProperties disabled(MigrateProperties properties) {
			return new MigrateProperties(false, properties.startup(), properties.target(), properties.locations(),
					properties.ignore(), properties.schema(), properties.table(), properties.url(), properties.user(),
					properties.password(), properties.onUnversionedSchema(), properties.onNewerDatabase(),
					properties.onChangedScript(), properties.outOfOrder(), properties.placeholders(),
					properties.placeholderPrefix(), properties.claimTimeout(), properties.lockTimeout(),
					properties.lockRetryFor(), properties.statementTimeout(), properties.downgrade(),
					properties.endpoint());
		}

	}

}
