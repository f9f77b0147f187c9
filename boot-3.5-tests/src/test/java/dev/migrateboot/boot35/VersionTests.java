package dev.migrateboot.boot35;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootVersion;

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
	void junitIs5() {
		assertThat(Test.class.getPackage().getImplementationVersion()).startsWith("5.12.");
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
