package dev.migrateboot.sample;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests who may do what with the endpoint behind Spring Security.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "sample.operator.password=secret", "sample.operator.viewer-password=look" })
class OperatorAccessTests {

	private static final String ENDPOINT = "/actuator/migrations";

	private static final String JOURNAL = """
			select concat_ws(', ', action, version, outcome, source, actor, reason)
			from migrate_journal where reason is not null order by id""";

	@Autowired
	private JdbcClient jdbc;

	private ArchiveClient anonymous;

	private ArchiveClient operator;

	private int port;

	@DynamicPropertySource
	static void database(DynamicPropertyRegistry properties) {
		TestDatabases.register(properties);
	}

	@BeforeEach
	void connect(@LocalServerPort int port) {
		this.port = port;
		this.anonymous = ArchiveClient.anonymous(port);
		this.operator = ArchiveClient.operator(port, "secret");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/-1", "/head", "/base", "/007" })
	void readWithoutCredentialsIsUnauthorized(String path) throws Exception {
		HttpResponse<String> response = this.anonymous.get(ENDPOINT + path);
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.headers().firstValue("WWW-Authenticate"))
			.hasValueSatisfying((challenge) -> assertThat(challenge).startsWith("Basic"));
		assertThat(this.operator.get(ENDPOINT + path).statusCode()).isEqualTo(200);
	}

	@Test
	void changeWithoutCredentialsIsUnauthorizedBeforeTheEndpointIsAsked() throws Exception {
		HttpResponse<String> response = this.anonymous.post(ENDPOINT + "/-1", order(planOf("-1"), "anonymous try"));
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(response.body()).doesNotContain("\"error\":\"anonymous\"", "migrate.downgrade");
		assertThat(journal()).noneMatch((row) -> row.contains("anonymous try"));
	}

	@Test
	void changeWithAWrongPasswordIsUnauthorized() throws Exception {
		HttpResponse<String> response = ArchiveClient.operator(this.port, "guess")
			.post(ENDPOINT + "/-1", order(planOf("-1"), "guessing"));
		assertThat(response.statusCode()).isEqualTo(401);
		assertThat(journal()).noneMatch((row) -> row.contains("guessing"));
	}

	@Test
	void changesOfTheOperatorAreJournaledInTheOperatorsName() throws Exception {
		HttpResponse<String> down = this.operator.post(ENDPOINT + "/007", order(planOf("007"), "there"));
		assertThat(down.statusCode()).isEqualTo(200);
		assertThat(down.body()).contains("\"from\":\"008\",\"to\":\"007\"");
		HttpResponse<String> up = this.operator.post(ENDPOINT + "/head", order(planOf("head"), "and back"));
		assertThat(up.statusCode()).isEqualTo(200);
		assertThat(up.body()).contains("\"from\":\"007\",\"to\":\"008\"");
		assertThat(journal()).containsExactly("hold, 008, held, operator, there",
				"downgrade, 008, reverted, history, operator, there", "hold, 008, ended, operator, and back",
				"upgrade, 008, applied, package, operator, and back");
	}

	@Test
	void viewerReadsAndChangesNothing() throws Exception {
		ArchiveClient viewer = ArchiveClient.viewer(this.port, "look");
		assertThat(viewer.get(ENDPOINT).statusCode()).isEqualTo(200);
		assertThat(viewer.get(ENDPOINT + "/-1").body()).contains("\"sql\":\"alter table");
		assertThat(viewer.get(ENDPOINT + "/journal?limit=1").statusCode()).isEqualTo(200);
		assertThat(viewer.post(ENDPOINT + "/-1", order(planOf("-1"), "viewing")).statusCode()).isEqualTo(403);
		assertThat(journal()).noneMatch((row) -> row.contains("viewing"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "text/plain" })
	void changeByAFormIsUnsupportedEvenForTheOperator(String contentType) throws Exception {
		HttpResponse<String> response = this.operator.post(ENDPOINT + "/-1", contentType,
				"plan=" + planOf("-1") + "&reason=form");
		assertThat(response.statusCode()).isEqualTo(415);
		assertThat(journal()).noneMatch((row) -> row.contains("form"));
	}

	private String planOf(String target) throws Exception {
		String body = this.operator.get(ENDPOINT + "/" + target).body();
		return Pattern.compile("\"plan\":\"([0-9a-f]{64})\"")
			.matcher(body)
			.results()
			.map((result) -> result.group(1))
			.findFirst()
			.orElseThrow(() -> new AssertionError(body));
	}

	private List<String> journal() {
		return this.jdbc.sql(JOURNAL).query(String.class).list();
	}

	private static String order(String plan, String reason) {
		return "{\"plan\":\"%s\",\"reason\":\"%s\"}".formatted(plan, reason);
	}

}
