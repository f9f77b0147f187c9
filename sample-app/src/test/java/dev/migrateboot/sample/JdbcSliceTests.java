package dev.migrateboot.sample;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the JDBC slice works on the migrated schema.
 */
@JdbcTest
class JdbcSliceTests {

	@DynamicPropertySource
	static void database(DynamicPropertyRegistry properties) {
		TestDatabases.register(properties);
	}

	@Test
	void queriesMeetTheSchemaOfTheLastRevision(@Autowired JdbcClient jdbc) {
		assertThat(jdbc.sql("select observer_note from archive_files where observation_id = 1 order by file_name")
			.query(String.class)
			.list()).containsExactly(null, "Thin clouds towards the end.", null);
	}

}
