package dev.migrateboot.boot35;

import org.junit.jupiter.api.Test;
import org.testcontainers.containers.PostgreSQLContainer;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a container of Testcontainers 1.21 is migrated without any more being said.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE,
		properties = { "spring.flyway.enabled=false", "migrate.locations=classpath:boot35/migration" })
@Testcontainers(disabledWithoutDocker = true)
class ContainerTests {

	@Container
	@ServiceConnection
	static final PostgreSQLContainer<?> POSTGRES = new PostgreSQLContainer<>("postgres:15");

	@Test
	void containerIsMigrated(@Autowired JdbcClient jdbc) {
		assertThat(jdbc.sql("select name from stars").query(String.class).list()).containsExactly("Vega");
		assertThat(jdbc.sql("select applied_by from migrate_history").query(String.class).single())
			.isEqualTo(POSTGRES.getUsername());
	}

}
