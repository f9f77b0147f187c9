package dev.migrateboot.actuate;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;

import javax.management.MBeanOperationInfo;
import javax.management.ObjectName;

import com.jayway.jsonpath.JsonPath;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.RunningApplication;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What never appears in endpoint, log and journal, and what can only be read.
 */
@ExtendWith({ PostgresExtension.class, OutputCaptureExtension.class })
class EndpointSecrecyIntegrationTests {

	private static final String CANARY = "c4n4ry-s3cr3t";

	private final ScriptFolder folder;

	EndpointSecrecyIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@Test
	void passwordsAndValuesStaySecret(TestDatabase database, CapturedOutput output) {
		this.folder.pair("001_a", "create table a (id int, note text default '${secret}');",
				"alter table a drop missing_${secret};");
		String yaml = """
				management.endpoint.migrations.access: unrestricted
				migrate:
				  locations: %s
				  url: %s?password=%s&ApplicationName=x
				  user: postgres
				  password: %s
				  placeholders: {secret: unused}
				  downgrade.enabled: true
				""".formatted(this.folder.location(), database.url(), CANARY, CANARY);
		try (RunningApplication application = RunningApplication.start(database, yaml)) {
			String plan = application.get("/base", "alice").body();
			String id = JsonPath.read(plan, "$.plan");
			String failure = application.post("/base", "{\"plan\":\"%s\",\"reason\":\"x\"}".formatted(id), "alice")
				.body();
			assertThat(failure).contains("statement-failed");
			assertThat(plan + failure + application.get("").body() + application.get("/journal").body() + output)
				.doesNotContain(CANARY);
			assertThat(database.list("select to_jsonb(j)::text from migrate_journal j"))
				.noneMatch((row) -> row.contains(CANARY));
		}
	}

	@Test
	void reasonAndNameOfAUserAreCleaned(TestDatabase database, CapturedOutput output) {
		this.folder.pair("001_a", "create table a (id int);", "drop table a;");
		String yaml = """
				management.endpoint.migrations.access: unrestricted
				migrate: {locations: '%s', downgrade.enabled: true}
				""".formatted(this.folder.location());
		try (RunningApplication application = RunningApplication.start(database, yaml)) {
			String id = JsonPath.read(application.get("/base").body(), "$.plan");
			String body = "{\"plan\":\"%s\",\"reason\":\"%s\"}";
			assertThat(application.post("/base", body.formatted(id, "x".repeat(1001)), "alice").body())
				.contains("\"error\":\"reason-required\",\"message\":\"The reason is longer than 1000 characters.\"");
			assertThat(application.post("/base", body.formatted(id, "so\\u0000\\u001b[2J\\nINFO forged"), "alice")
				.statusCode()).isEqualTo(200);
			assertThat(database.value("select distinct reason from migrate_journal where reason is not null"))
				.isEqualTo("so [2J INFO forged");
			assertThat(output).doesNotContain("\u001b");
		}
	}

	@Test
	void nothingCanBeChangedOverJmx(TestDatabase database) throws Exception {
		String yaml = """
				spring.jmx.enabled: true
				management.endpoints.jmx.exposure.include: '*'
				management.endpoint.migrations.access: unrestricted
				migrate: {locations: '%s', downgrade.enabled: true}
				""".formatted(this.folder.pair("001_a", "select 1;", "select 1;").location());
		try (RunningApplication application = RunningApplication.start(database, yaml)) {
			ObjectName name = new ObjectName("org.springframework.boot:type=Endpoint,name=Migrations");
			assertThat(ManagementFactory.getPlatformMBeanServer().getMBeanInfo(name).getOperations())
				.extracting(MBeanOperationInfo::getName)
				.containsExactlyInAnyOrder("migrations", "read");
			assertThat(Arrays.asList(application.get("/base").statusCode())).containsExactly(200);
		}
	}

}
