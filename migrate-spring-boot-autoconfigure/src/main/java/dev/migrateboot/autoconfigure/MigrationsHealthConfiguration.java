package dev.migrateboot.autoconfigure;

import java.time.Duration;

import dev.migrateboot.Migrations;
import dev.migrateboot.actuate.MigrationsHealth;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What the health contributors of both lines of Spring Boot ask.
 */
@Configuration(proxyBeanMethods = false)
class MigrationsHealthConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MigrationsHealth migrationsHealth(ObjectProvider<Migrations> migrations, MigrateProperties properties) {
		return new MigrationsHealth(migrations::getObject, properties.enabled(), Duration.ofSeconds(10));
	}

}
