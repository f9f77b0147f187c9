package dev.migrateboot.sample;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that lazy initialization does not skip the migrations. In the JDBC slice nothing
 * asks for them: there is no entity manager factory, which is created early in any case.
 */
@JdbcTest(properties = "spring.main.lazy-initialization=true")
class LazyInitializationTests {

	@DynamicPropertySource
	static void database(DynamicPropertyRegistry properties) {
		TestDatabases.register(properties);
	}

	@Test
	void databaseIsMigratedThoughNoBeanThatNeedsItExists(@Autowired DataSource dataSource,
			@Autowired ConfigurableListableBeanFactory beans) throws SQLException {
		assertThat(beans.containsBeanDefinition("jdbcTemplate")).isTrue();
		assertThat(beans.containsSingleton("jdbcTemplate")).isFalse();
		try (Connection connection = dataSource.getConnection();
				Statement statement = connection.createStatement();
				ResultSet versions = statement.executeQuery("select max(version) from migrate_history")) {
			versions.next();
			assertThat(versions.getString(1)).isEqualTo("008");
		}
	}

}
