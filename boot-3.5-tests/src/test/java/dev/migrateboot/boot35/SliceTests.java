package dev.migrateboot.boot35;

import java.util.List;

import dev.migrateboot.support.PostgresServer;
import dev.migrateboot.support.TestDatabase;
import jakarta.persistence.EntityManager;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.test.autoconfigure.data.jdbc.DataJdbcTest;
import org.springframework.boot.test.autoconfigure.jdbc.JdbcTest;
import org.springframework.boot.test.autoconfigure.jooq.JooqTest;
import org.springframework.boot.test.autoconfigure.orm.jpa.DataJpaTest;
import org.springframework.data.jdbc.core.JdbcAggregateTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that each slice migrates an empty database.
 */
class SliceTests {

	static void register(DynamicPropertyRegistry properties) {
		TestDatabase database = PostgresServer.newDatabase();
		properties.add("spring.datasource.url", database::url);
		properties.add("spring.datasource.username", () -> "postgres");
		properties.add("spring.flyway.enabled", () -> "false");
		properties.add("spring.test.database.replace", () -> "none");
		properties.add("migrate.locations", () -> "classpath:boot35/migration");
	}

	@Nested
	@JdbcTest
	class Jdbc {

		@DynamicPropertySource
		static void database(DynamicPropertyRegistry properties) {
			register(properties);
		}

		@Test
		void schemaIsMigrated(@Autowired JdbcClient jdbc) {
			assertThat(jdbc.sql("select name from stars").query(String.class).list()).isEqualTo(List.of("Vega"));
		}

	}

	@Nested
	@DataJdbcTest
	class DataJdbc {

		@DynamicPropertySource
		static void database(DynamicPropertyRegistry properties) {
			register(properties);
		}

		@Test
		void schemaIsMigrated(@Autowired JdbcAggregateTemplate template, @Autowired JdbcClient jdbc) {
			assertThat(template).isNotNull();
			assertThat(jdbc.sql("select name from stars").query(String.class).list()).isEqualTo(List.of("Vega"));
		}

	}

	@Nested
	@JooqTest
	class Jooq {

		@DynamicPropertySource
		static void database(DynamicPropertyRegistry properties) {
			register(properties);
		}

		@Test
		void schemaIsMigrated(@Autowired DSLContext jooq) {
			assertThat(jooq.fetchValue("select name from stars")).isEqualTo("Vega");
		}

	}

	@Nested
	@DataJpaTest
	class Jpa {

		@DynamicPropertySource
		static void database(DynamicPropertyRegistry properties) {
			register(properties);
			properties.add("spring.jpa.hibernate.ddl-auto", () -> "validate");
		}

		@Test
		void schemaIsMigratedBeforeHibernateLooksAtIt(@Autowired EntityManager manager,
				@Autowired ConfigurableListableBeanFactory beans) {
			assertThat(manager.createNativeQuery("select name from stars").getResultList()).hasSize(1);
			assertThat(beans.getMergedBeanDefinition("entityManagerFactory").getDependsOn())
				.contains("migrationInitializer");
		}

	}

}
