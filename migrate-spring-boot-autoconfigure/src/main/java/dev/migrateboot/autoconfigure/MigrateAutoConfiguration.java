package dev.migrateboot.autoconfigure;

import java.time.Duration;

import javax.sql.DataSource;

import dev.migrateboot.CodeMigration;
import dev.migrateboot.MigrationListener;
import dev.migrateboot.Migrations;
import dev.migrateboot.PlanCheck;
import dev.migrateboot.autoconfigure.MigrateProperties.After;
import dev.migrateboot.autoconfigure.MigrateProperties.Startup;
import dev.migrateboot.command.Interruption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Auto-configuration of schema migrations. Runs behind the data source and behind Flyway
 * and Liquibase; everything that uses the database waits for it.
 */
@AutoConfiguration(afterName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
		"org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration",
		"org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration",
		"org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration",
		"org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration",
		"org.springframework.boot.autoconfigure.liquibase.LiquibaseAutoConfiguration" })
@ConditionalOnClass({ DataSource.class, JdbcClient.class })
@Conditional(MigrateAutoConfiguration.DataSourceCondition.class)
@ConditionalOnBooleanProperty(name = "migrate.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MigrateProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class MigrateAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(MigrateAutoConfiguration.class);

	@Bean
	@ConditionalOnMissingBean
	Migrations migrations(MigrateProperties properties, ObjectProvider<DataSource> dataSources,
			@MigrateDataSource ObjectProvider<DataSource> marked, Environment environment,
			ObjectProvider<PlanCheck> checks, ObjectProvider<MigrationListener> listeners,
			ObjectProvider<CodeMigration> code, ObjectProvider<Interruption> interruption) {
		InstanceName name = InstanceName.of(environment);
		DataSource dataSource = MigrationDataSource.choose(properties, dataSources, marked);
		Interruption command = interruption.getIfAvailable();
		return Migrations.create((command != null) ? command.watch(dataSource) : dataSource,
				properties.settings(name.instance(), name.build()), checks.orderedStream().toList(),
				listeners.orderedStream().toList(), code.orderedStream().toList());
	}

	@Bean
	@ConditionalOnMissingBean
	MigrationInitializer migrationInitializer(ObjectProvider<Migrations> migrations, MigrateProperties properties,
			ListableBeanFactory beans, Environment environment) {
		Startup startup = startup(properties, beans, environment);
		return new MigrationInitializer(migrations, startup, properties.startupTarget());
	}

	@Bean
	static LazyInitializationExcludeFilter migrationInitializerLazyInitializationExcludeFilter() {
		return LazyInitializationExcludeFilter.forBeanTypes(MigrationInitializer.class);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnWebApplication
	TrafficGuard trafficGuard(ObjectProvider<Migrations> migrations, MigrateProperties properties,
			ApplicationEventPublisher events, ApplicationAvailability availability) {
		// No condition: ahead-of-time processing would take it before the properties are
		// set.
		boolean wanted = properties.enabled() && properties.downgrade().after() == After.REFUSE_TRAFFIC;
		return new TrafficGuard(migrations, events, availability, wanted ? Duration.ofSeconds(10) : null);
	}

	/**
	 * Ahead-of-time processing has taken the condition on {@code migrate.enabled} before
	 * the property may be set, so it is asked again here.
	 */
	private static Startup startup(MigrateProperties properties, ListableBeanFactory beans, Environment environment) {
		if (!properties.enabled()) {
			return Startup.NONE;
		}
		OtherMigrationTool other = OtherMigrationTool.find(beans, MigrateAutoConfiguration.class.getClassLoader());
		if (other != null && !Binder.get(environment).bind("migrate.startup", String.class).isBound()) {
			logger.info("{} is configured too: nothing is migrated at startup unless migrate.startup says so", other);
			return Startup.NONE;
		}
		return properties.startup();
	}

	static final class DataSourceCondition extends AnyNestedCondition {

		DataSourceCondition() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnBean(DataSource.class)
		static final class OnDataSource {

		}

		@ConditionalOnProperty("migrate.url")
		static final class OnUrl {

		}

	}

}
