package dev.migrateboot.actuate;

import java.net.http.HttpResponse;
import java.nio.file.Path;

import com.jayway.jsonpath.JsonPath;
import dev.migrateboot.CodeMigration;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.RunningApplication;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A migration in code as the endpoint shows it.
 */
@ExtendWith(PostgresExtension.class)
class CodeMigrationEndpointIntegrationTests {

	private static final String NAME = DropAge.class.getName();

	private final ScriptFolder folder;

	CodeMigrationEndpointIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@Test
	void failureOfADowngradeAnswers500WithTheClass(TestDatabase database) {
		this.folder.pair("001_users", "create table users (id int);", "drop table users;");
		String yaml = """
				management.endpoint.migrations.access: unrestricted
				migrate.downgrade.enabled: true
				migrate.locations: "%s"
				""".formatted(this.folder.location());
		try (RunningApplication application = RunningApplication.start(database, yaml, CodeConfiguration.class)) {
			HttpResponse<String> plan = application.get("/001", "alice");
			assertThat(plan.body()).contains("""
					"steps":[{"version":"002","direction":"downgrade","source":"package","transactional":true,\
					"sql":"-- class %s, a migration in code\\n","loses":[{"object":"%s","kind":"unknown"}]}]"""
				.formatted(NAME, NAME));
			String body = "{\"plan\":\"%s\",\"reason\":\"x\"}".formatted(JsonPath.<String>read(plan.body(), "$.plan"));
			HttpResponse<String> response = application.post("/001", body, "alice");
			assertThat(response.statusCode()).isEqualTo(500);
			assertThat(response.body().replaceAll("\"line\":[1-9]\\d*", "\"line\":LINE"))
				.startsWith("{\"error\":\"statement-failed\",\"message\":\"" + NAME)
				.endsWith("\"file\":\"%s\",\"line\":LINE,\"sqlState\":\"42703\",\"done\":[]}".formatted(NAME));
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class CodeConfiguration {

		@Bean
		CodeMigration dropAge() {
			return new DropAge("002", "drop age", "1");
		}

	}

	record DropAge(String version, String description, String checksum) implements CodeMigration.Reversible {

		@Override
		public void upgrade(JdbcClient jdbc) {
		}

		@Override
		public void downgrade(JdbcClient jdbc) {
			jdbc.sql("alter table users drop age").update();
		}

	}

}
