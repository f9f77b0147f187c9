package dev.migrateboot.sample;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.postgresql.PostgreSQLContainer;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the archive over HTTP on a PostgreSQL container.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "sample.operator.password=secret")
@Testcontainers(disabledWithoutDocker = true)
class ArchiveApplicationTests {

	@Container
	@ServiceConnection
	private static final PostgreSQLContainer postgres = new PostgreSQLContainer("postgres:15");

	private ArchiveClient anonymous;

	private ArchiveClient operator;

	@BeforeEach
	void connect(@LocalServerPort int port) {
		this.anonymous = ArchiveClient.anonymous(port);
		this.operator = ArchiveClient.operator(port, "secret");
	}

	@Test
	void observationsAreServedFromTheMigratedSchema() throws Exception {
		HttpResponse<String> response = this.anonymous.get("/observations");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("M 31", "M 42", "Jupiter");
	}

	@Test
	void filesCarryTheColumnOfTheLastRevision() throws Exception {
		HttpResponse<String> response = this.anonymous.get("/observations/1/files");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("\"observerNote\":\"Thin clouds towards the end.\"");
	}

	@Test
	void migrationsAreUpToDateForTheOperator() throws Exception {
		HttpResponse<String> response = this.operator.get("/actuator/migrations");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("\"state\":\"up-to-date\"");
	}

	@Test
	void migrationsAreHiddenFromEverybodyElse() throws Exception {
		assertThat(this.anonymous.get("/actuator/migrations").statusCode()).isEqualTo(401);
		assertThat(this.anonymous.get("/actuator/health").statusCode()).isEqualTo(200);
	}

	@Test
	void observationIsRecordedForTheOperatorOnly() throws Exception {
		String entry = """
				{"target": "Saturn", "instrument": "refractor 0.2 m", "observedAt": "2026-02-01T20:00:00Z"}""";
		assertThat(this.anonymous.post("/observations", entry).statusCode()).isEqualTo(401);
		HttpResponse<String> response = this.operator.post("/observations", entry);
		assertThat(response.statusCode()).isEqualTo(201);
		String location = response.headers().firstValue("Location").orElseThrow();
		assertThat(this.anonymous.get(location).body()).isEqualTo(response.body()).contains("\"target\":\"Saturn\"");
	}

	@Test
	void observationWithoutTargetIsRefused() throws Exception {
		assertThat(this.operator.post("/observations", "{}").statusCode()).isEqualTo(400);
	}

}
