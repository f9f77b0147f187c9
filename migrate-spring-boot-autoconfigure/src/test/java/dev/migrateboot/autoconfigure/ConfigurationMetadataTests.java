package dev.migrateboot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The configuration metadata that editors read.
 */
class ConfigurationMetadataTests {

	@Test
	void everyKeyIsDescribedAndHasTheDefaultOfTheDocumentation() throws IOException {
		Map<String, Object> defaults = new TreeMap<>();
		for (Map<String, Object> property : properties()) {
			String description = String.valueOf(property.get("description"));
			assertThat(description).as("%s", property.get("name")).matches("[A-Z].*\\.");
			defaults.put(String.valueOf(property.get("name")), String.valueOf(property.get("defaultValue")));
		}
		assertThat(defaults.toString().replace(", ", "\n")).isEqualTo("""
				{migrate.claim-timeout=5m
				migrate.downgrade.after=refuse-traffic
				migrate.downgrade.allow-anonymous=false
				migrate.downgrade.enabled=false
				migrate.downgrade.floor=null
				migrate.downgrade.from=null
				migrate.enabled=true
				migrate.endpoint.show-sql=when-authorized
				migrate.ignore=null
				migrate.locations=classpath:db/migration
				migrate.lock-retry-for=2m
				migrate.lock-timeout=5s
				migrate.on-changed-script=fail
				migrate.on-newer-database=warn
				migrate.on-unversioned-schema=fail
				migrate.out-of-order=fail
				migrate.password=null
				migrate.placeholder-prefix=${
				migrate.placeholders=null
				migrate.schema=null
				migrate.startup=upgrade
				migrate.statement-timeout=null
				migrate.table=migrate_history
				migrate.target=head
				migrate.url=null
				migrate.user=null}""");
	}

	@Test
	void everyKeyIsInTheReferenceWithItsDefault() throws IOException {
		String reference = Files.readString(Path.of("../docs/reference.md"));
		for (Map<String, Object> property : properties()) {
			Object value = property.get("defaultValue");
			assertThat(reference).contains("| `%s` | %s|".formatted(property.get("name"),
					(value != null) ? "`" + value.toString().replaceAll("[\\[\\]\"\\\\]", "") + "` " : ""));
		}
	}

	private static List<Map<String, Object>> properties() throws IOException {
		try (InputStream metadata = MigrateProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			String json = new String(metadata.readAllBytes(), StandardCharsets.UTF_8);
			return JsonPath.read(json, "$.properties[?(@.name =~ /migrate\\..*/)]");
		}
	}

}
