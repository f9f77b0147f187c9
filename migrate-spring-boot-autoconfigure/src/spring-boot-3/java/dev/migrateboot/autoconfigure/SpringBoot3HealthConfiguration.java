package dev.migrateboot.autoconfigure;

import dev.migrateboot.actuate.MigrationsHealth;

import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * The health contributor {@code migrations} as Spring Boot 3.5 knows it.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnEnabledHealthIndicator("migrations")
@Import(MigrationsHealthConfiguration.class)
class SpringBoot3HealthConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "migrationsHealthIndicator")
	HealthIndicator migrationsHealthIndicator(MigrationsHealth health) {
		return () -> {
			MigrationsHealth.Answer answer = health.answer();
			return Health.status(answer.status()).withDetails(answer.details()).build();
		};
	}

}
