package dev.migrateboot.boot35;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.testcontainers.containers.PostgreSQLContainer;

import org.springframework.boot.SpringBootVersion;
import org.springframework.core.SpringVersion;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the tests of this module run with what they are meant to run with.
 */
class VersionTests {

	@Test
	void springBootIsOfLine35() {
		assertThat(SpringBootVersion.getVersion()).startsWith("3.5.");
	}

	@Test
	void healthIsCompiledAgainstTheSameVersions() throws IOException {
		assertThat(Files.readString(Path.of("../pom.xml"))).contains(
				"<spring-boot-3.version>%s</spring-boot-3.version>".formatted(SpringBootVersion.getVersion()),
				"<spring-framework-6.version>%s</spring-framework-6.version>".formatted(SpringVersion.getVersion()));
	}

	@Test
	void junitIs5() {
		assertThat(Test.class.getPackage().getImplementationVersion()).startsWith("5.12.");
	}

	@Test
	void testcontainersIs1() {
		assertThat(PostgreSQLContainer.class.getProtectionDomain().getCodeSource().getLocation().getPath())
			.matches(".*/postgresql-1\\.21\\.\\d+\\.jar");
	}

	@Test
	void nothingOfSpringBoot4IsThere() {
		for (String type : new String[] { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
				"org.springframework.boot.health.contributor.HealthIndicator" }) {
			assertThat(getClass().getClassLoader().getResource(type.replace('.', '/') + ".class")).as(type).isNull();
		}
	}

	@Test
	void starterIsTheJarThatIsTestedElsewhere() {
		String place = dev.migrateboot.Migrations.class.getProtectionDomain().getCodeSource().getLocation().getPath();
		assertThat(place).endsWith(".jar").contains("migrate-spring-boot-autoconfigure/target/");
	}

}
