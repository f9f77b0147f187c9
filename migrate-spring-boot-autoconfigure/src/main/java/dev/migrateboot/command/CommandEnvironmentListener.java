package dev.migrateboot.command;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * An {@link ApplicationListener} that makes a quiet start without a web server of one
 * that is a command line. Comes behind the configuration files, whose properties it
 * overrides, and before logging.
 */
final class CommandEnvironmentListener implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

	static final String PROPERTIES = "migrateCommand";

	private static final String STRUCTURED = "logging.structured.format.console";

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE + 15;
	}

	@Override
	public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
		CommandArguments arguments = CommandArguments.of(event.getArgs());
		if (arguments != null) {
			ConfigurableEnvironment environment = event.getEnvironment();
			environment.getPropertySources()
				.addFirst(new MapPropertySource(PROPERTIES, properties(environment, arguments)));
		}
	}

	private static Map<String, Object> properties(ConfigurableEnvironment environment, CommandArguments arguments) {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("spring.main.web-application-type", "none");
		properties.put("spring.main.banner-mode", "off");
		properties.put("spring.main.log-startup-info", "false");
		properties.put("spring.main.lazy-initialization", "true");
		properties.put("spring.main.keep-alive", "false");
		properties.put("spring.main.register-shutdown-hook", "false");
		properties.put("spring.jmx.enabled", "false");
		properties.put("migrate.startup", "none");
		if (!arguments.isVerbose()) {
			properties.put("logging.level.root", "warn");
			properties.put("logging.level.dev.migrateboot", "info");
			// What it says of a failure comes back as the exception's message.
			properties.put("logging.level.com.zaxxer.hikari", "off");
			properties.put("logging.threshold.console", "info");
			if (!environment.containsProperty(STRUCTURED)) {
				properties.put("logging.pattern.console", "%m%n");
			}
		}
		return properties;
	}

}
