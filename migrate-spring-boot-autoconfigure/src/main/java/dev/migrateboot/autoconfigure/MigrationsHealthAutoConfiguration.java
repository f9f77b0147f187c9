package dev.migrateboot.autoconfigure;

import dev.migrateboot.Migrations;
import dev.migrateboot.actuate.MigrationsHealth;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportSelector;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Auto-configuration of the health contributor {@code migrations}, whose types have moved
 * between the two lines of Spring Boot: neither loads what is made for the other.
 */
@AutoConfiguration(after = MigrateAutoConfiguration.class)
@ConditionalOnBean(Migrations.class)
public final class MigrationsHealthAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
	@ConditionalOnEnabledHealthIndicator("migrations")
	@Import(MigrationsHealthConfiguration.class)
	static class SpringBoot4Configuration {

		@Bean
		@ConditionalOnMissingBean(name = "migrationsHealthIndicator")
		HealthIndicator migrationsHealthIndicator(MigrationsHealth health) {
			return () -> {
				MigrationsHealth.Answer answer = health.answer();
				return Health.status(answer.status()).withDetails(answer.details()).build();
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
	@Import(SpringBoot3Selector.class)
	static class SpringBoot3Configuration {

	}

	/**
	 * Names what is compiled behind this class, against Spring Boot 3.5.
	 */
	static final class SpringBoot3Selector implements ImportSelector {

		@Override
		public String[] selectImports(AnnotationMetadata importing) {
			return new String[] { "dev.migrateboot.autoconfigure.SpringBoot3HealthConfiguration" };
		}

	}

}
