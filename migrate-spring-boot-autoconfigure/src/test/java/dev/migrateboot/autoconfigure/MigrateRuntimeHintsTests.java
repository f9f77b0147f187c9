package dev.migrateboot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import javax.sql.DataSource;

import dev.migrateboot.MigrationStatus;
import dev.migrateboot.actuate.ErrorDescriptor;
import dev.migrateboot.actuate.JournalDescriptor;
import dev.migrateboot.actuate.MigrationsDescriptor;
import dev.migrateboot.actuate.PlanDescriptor;
import dev.migrateboot.actuate.ReportDescriptor;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What ahead-of-time processing of an application keeps for a native image.
 */
class MigrateRuntimeHintsTests {

	@Test
	void keepsScriptsOfTheDefaultLocation() {
		assertThat(scripts(process(), "db/migration/001_a_upgrade.sql", "db/migration/2026/001_a_upgrade.sql"))
			.containsOnly(true);
		assertThat(scripts(process(), "db/001_a_upgrade.sql", "schema/001_a_upgrade.sql")).containsOnly(false);
	}

	@ParameterizedTest
	@ValueSource(strings = { "classpath:schema,classpath:/more/scripts/", "${chosen},filesystem:/srv" })
	void keepsScriptsOfConfiguredLocations(String locations) {
		RuntimeHints hints = process("migrate.locations=" + locations,
				"chosen=classpath:schema/,classpath:more/scripts");
		assertThat(scripts(hints, "schema/001_a_upgrade.sql", "more/scripts/v2/002_b_upgrade.sql")).containsOnly(true);
		assertThat(scripts(hints, "more/002_b_upgrade.sql", "db/migration/001_a_upgrade.sql", "srv/a_upgrade.sql"))
			.containsOnly(false);
	}

	@Test
	void doesNotAskForWhatOnlyTheRunningApplicationIsTold() {
		RuntimeHints hints = process("migrate.locations=${not-yet-known}", "migrate.password=${not-yet-known}",
				"migrate.claim-timeout=${not-yet-known}");
		assertThat(scripts(hints, "db/migration/001_a_upgrade.sql")).containsOnly(false);
	}

	@Test
	void keepsNothingWhenSwitchedOff() {
		assertThat(scripts(process("migrate.enabled=false"), "db/migration/001_a_upgrade.sql")).containsOnly(false);
	}

	@Test
	void keepsWhatTellsOfAnotherTool() {
		assertThat(RuntimeHintsPredicates.reflection().onType(Flyway.class)).accepts(process());
	}

	@Test
	@SuppressWarnings("removal")
	void keepsAnswersOfTheEndpointAndOfCommands() {
		RuntimeHints hints = process("management.endpoints.web.exposure.include=migrations");
		Stream
			.of(ErrorDescriptor.class, JournalDescriptor.class, JournalDescriptor.EntryDescriptor.class,
					MigrationsDescriptor.class, MigrationsDescriptor.MigrationDescriptor.class,
					MigrationsDescriptor.HoldDescriptor.class, PlanDescriptor.class,
					PlanDescriptor.StepDescriptor.class, PlanDescriptor.LossDescriptor.class, ReportDescriptor.class,
					ReportDescriptor.StepDescriptor.class, MigrationStatus.class, MigrationStatus.Entry.class)
			.flatMap((type) -> Stream.of(type.getRecordComponents()))
			.forEach((component) -> assertThat(
					RuntimeHintsPredicates.reflection().onMethod(component.getAccessor()).invoke())
				.as(component.toString())
				.accepts(hints));
	}

	@Test
	@SuppressWarnings("removal")
	void keepsProperties() {
		RuntimeHints hints = process();
		Stream.of(MigrateProperties.class, MigrateProperties.Downgrade.class, MigrateProperties.Endpoint.class)
			.forEach((type) -> assertThat(
					RuntimeHintsPredicates.reflection().onConstructor(type.getDeclaredConstructors()[0]).invoke())
				.as(type.getName())
				.accepts(hints));
	}

	private static List<Boolean> scripts(RuntimeHints hints, String... names) {
		List<Boolean> kept = new ArrayList<>();
		for (String name : names) {
			Predicate<RuntimeHints> predicate = RuntimeHintsPredicates.resource().forResource(name);
			kept.add(predicate.test(hints));
		}
		return kept;
	}

	private static RuntimeHints process(String... properties) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			TestPropertyValues.of(properties).applyTo(context);
			context.register(DataSourceConfiguration.class, MigrateAutoConfiguration.class,
					MigrationsEndpointAutoConfiguration.class);
			DefaultGenerationContext generation = new DefaultGenerationContext(
					new ClassNameGenerator(ClassName.get(MigrateRuntimeHintsTests.class)),
					new InMemoryGeneratedFiles());
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			return generation.getRuntimeHints();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class DataSourceConfiguration {

		@Bean
		DataSource dataSource() {
			return new DriverManagerDataSource();
		}

	}

}
