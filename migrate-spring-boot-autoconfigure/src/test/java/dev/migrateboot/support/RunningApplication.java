package dev.migrateboot.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * A web application with the auto-configuration, on a port of its own and configured by
 * an {@code application.yml}.
 */
public final class RunningApplication implements AutoCloseable {

	/**
	 * How many connections its pool has.
	 */
	public static final int POOL_SIZE = 3;

	private static final String EXPOSED = "management.endpoints.web.exposure.include=health,migrations";

	private final HttpClient http = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private RunningApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Start an application.
	 * @param database its database
	 * @param yaml the text of its application.yml
	 * @param sources configuration classes besides the usual one
	 * @return the application
	 */
	public static RunningApplication start(TestDatabase database, String yaml, Class<?>... sources) {
		return start(WebApplicationType.SERVLET, database, yaml, sources);
	}

	/**
	 * Start an application.
	 * @param type servlets or reactive
	 * @param database its database
	 * @param yaml the text of its application.yml
	 * @param sources configuration classes besides the usual one
	 * @return the application
	 */
	public static RunningApplication start(WebApplicationType type, TestDatabase database, String yaml,
			Class<?>... sources) {
		return new RunningApplication(builder(yaml, sources).web(type)
			.run("--server.port=0", "--" + EXPOSED, "--spring.datasource.url=" + database.url(),
					"--spring.datasource.username=postgres",
					"--spring.datasource.hikari.maximum-pool-size=" + POOL_SIZE));
	}

	/**
	 * Start an application without a web server.
	 * @param yaml the text of its application.yml
	 * @param sources configuration classes besides the usual one
	 * @return its context
	 */
	public static ConfigurableApplicationContext startWithoutWeb(String yaml, Class<?>... sources) {
		return builder(yaml, sources).web(WebApplicationType.NONE).run();
	}

	/**
	 * Return a bean of the application.
	 * @param <T> its type
	 * @param type its type
	 * @return the bean
	 */
	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	/**
	 * Read the endpoint.
	 * @param path what follows {@code /actuator/migrations}
	 * @return the response
	 */
	public HttpResponse<String> get(String path) {
		return send(request(path).GET(), null);
	}

	/**
	 * Read the endpoint as somebody.
	 * @param path what follows {@code /actuator/migrations}
	 * @param user who is authenticated
	 * @return the response
	 */
	public HttpResponse<String> get(String path, String user) {
		return send(request(path).GET(), user);
	}

	/**
	 * Read the health.
	 * @param path what follows {@code /actuator/health}
	 * @return the response
	 */
	public HttpResponse<String> health(String path) {
		return send(request("health", path).GET(), null);
	}

	/**
	 * Write to the endpoint.
	 * @param path what follows {@code /actuator/migrations}
	 * @param json the body
	 * @param user who is authenticated, or {@code null}
	 * @return the response
	 */
	public HttpResponse<String> post(String path, String json, @Nullable String user) {
		return send(request(path).header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json)), user);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * Return where the application listens.
	 * @return the port
	 */
	public int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private HttpRequest.Builder request(String path) {
		return request("migrations", path);
	}

	private HttpRequest.Builder request(String endpoint, String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:%s/actuator/%s%s".formatted(port(), endpoint, path)))
			.timeout(Duration.ofMinutes(1));
	}

	private HttpResponse<String> send(HttpRequest.Builder request, @Nullable String user) {
		if (user != null) {
			request.header("X-User", user);
		}
		try {
			return this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static SpringApplicationBuilder builder(String yaml, Class<?>... sources) {
		try {
			Path file = Files.createTempDirectory("application").resolve("application.yml");
			Files.writeString(file, yaml);
			List<Class<?>> all = new ArrayList<>(List.of(sources));
			all.add(Application.class);
			return new SpringApplicationBuilder(all.toArray(Class[]::new)).properties(
					"spring.config.location=" + file.toUri(), "spring.flyway.enabled=false",
					"spring.main.banner-mode=off", "logging.level.root=warn", "logging.level.dev.migrateboot=info");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		/**
		 * Whoever the request says it is, is authenticated.
		 */
		@Bean
		Filter authentication() {
			return (request, response, chain) -> {
				String user = ((HttpServletRequest) request).getHeader("X-User");
				Principal principal = (user != null) ? () -> user : null;
				chain.doFilter(new HttpServletRequestWrapper((HttpServletRequest) request) {

					@Override
					public @Nullable Principal getUserPrincipal() {
						return principal;
					}

				}, response);
			};
		}

	}

}
