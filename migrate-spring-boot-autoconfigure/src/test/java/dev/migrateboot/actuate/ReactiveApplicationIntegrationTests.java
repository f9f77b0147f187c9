package dev.migrateboot.actuate;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.sql.DataSource;

import com.jayway.jsonpath.JsonPath;
import dev.migrateboot.autoconfigure.MigrateDataSource;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.RunningApplication;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application on WebFlux, whose threads that must not block never ask the database.
 */
@ExtendWith(PostgresExtension.class)
class ReactiveApplicationIntegrationTests {

	@Test
	void servesTheEndpointByThreadsThatMayBlock(TestDatabase database, @TempDir Path folder) {
		String yaml = "migrate.locations: "
				+ new ScriptFolder(folder).pair("001_users", "create table users (id int);", "drop table users;")
					.location()
				+ """

						management.endpoint.migrations.access: unrestricted
						migrate.downgrade.enabled: true
						migrate.downgrade.allow-anonymous: true
						""";
		try (RunningApplication application = RunningApplication.start(WebApplicationType.REACTIVE, database, yaml,
				Threads.class)) {
			assertThat(application.get("").body()).startsWith("{\"current\":\"001\"");
			assertThat(application.health("").statusCode()).isEqualTo(200);
			String plan = JsonPath.read(application.get("/base").body(), "$.plan");
			String order = "{\"plan\":\"%s\",\"reason\":\"x\"}".formatted(plan);
			assertError(application.get("/007"), 404, "unknown-target");
			assertError(application.post("/base", "{}", null), 400, "plan-required");
			assertThat(application.post("/base", order, null).body())
				.startsWith("{\"from\":\"001\",\"to\":\"base\",\"direction\":\"downgrade\"");
			assertError(application.post("/base", order, null), 409, "stale-plan");
			assertThat(application.get("/journal").body()).startsWith("{\"entries\":[");
			assertThat(application.bean(Threads.Watched.class).mayBlock).containsEntry("migrate", true)
				.containsEntry("migrate-health", true)
				.anySatisfy((thread, mayBlock) -> assertThat(thread).startsWith("boundedElastic"))
				.doesNotContainValue(false);
		}
	}

	@Test
	void withoutSpringSecurityNobodyIsAuthenticated(TestDatabase database, @TempDir Path folder) {
		String yaml = "management.endpoint.migrations.access: unrestricted\nmigrate.locations: "
				+ new ScriptFolder(folder).file("001_users_upgrade.sql", "create table users (id int);").location();
		try (RunningApplication application = RunningApplication.start(WebApplicationType.REACTIVE, database, yaml)) {
			assertError(application.post("/base", "{}", "alice"), 403, "anonymous");
		}
	}

	private static void assertError(HttpResponse<String> response, int status, String error) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.body()).contains("\"error\":\"%s\"".formatted(error));
	}

	@Configuration(proxyBeanMethods = false)
	static class Threads {

		@Bean(defaultCandidate = false)
		@MigrateDataSource
		Watched watched(DataSource dataSource) {
			return new Watched(dataSource);
		}

		/**
		 * Writes down by which threads it is asked.
		 */
		static final class Watched extends DelegatingDataSource {

			private final Map<String, Boolean> mayBlock = new ConcurrentHashMap<>();

			Watched(DataSource dataSource) {
				super(dataSource);
			}

			@Override
			public Connection getConnection() throws SQLException {
				this.mayBlock.put(Thread.currentThread().getName(), !Schedulers.isInNonBlockingThread());
				return super.getConnection();
			}

		}

	}

}
