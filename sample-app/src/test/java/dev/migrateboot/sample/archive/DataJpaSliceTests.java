package dev.migrateboot.sample.archive;

import dev.migrateboot.sample.TestDatabases;
import jakarta.persistence.EntityManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests that the JPA slice starts on an empty database, whose schema Hibernate only
 * validates.
 */
@DataJpaTest
class DataJpaSliceTests {

	@DynamicPropertySource
	static void database(DynamicPropertyRegistry properties) {
		TestDatabases.register(properties);
	}

	@Test
	void entitiesMeetTheSchemaOfTheLastRevision(@Autowired ArchiveFileRepository files) {
		assertThat(files.findByObservationIdOrderByFileName(1)).extracting(ArchiveFile::toView)
			.extracting(FileView::fileName, FileView::observerNote)
			.contains(tuple("m31-0002.fits", "Thin clouds towards the end."));
	}

	@Test
	void hibernateValidatesTheSchemaAndCreatesNothing(@Autowired EntityManagerFactory factory) {
		assertThat(factory.getProperties()).containsEntry("hibernate.hbm2ddl.auto", "validate");
	}

	@ParameterizedTest
	@ValueSource(strings = { "entityManagerFactory", "jdbcTemplate", "namedParameterJdbcTemplate", "jdbcClient" })
	void whatUsesTheDatabaseDependsOnTheMigrations(String bean, @Autowired ConfigurableListableBeanFactory beans) {
		assertThat(beans.getMergedBeanDefinition(bean).getDependsOn()).contains("migrationInitializer");
	}

}
