package dev.migrateboot.command;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * An {@link AutoConfigurationImportFilter} that spares a command what it cannot need:
 * web, security, JPA, observation and other migration tools. Everything else stays, as
 * the data source and migrations in code may use it.
 */
final class CommandImportFilter implements AutoConfigurationImportFilter, EnvironmentAware {

	private static final Pattern NEEDLESS = Pattern.compile(
			"org\\.springframework\\.boot\\.(autoconfigure\\.)?(web\\.(servlet|reactive|embedded)|webmvc|webflux|servlet"
					+ "|tomcat|jetty|websocket|security|hibernate|orm\\.jpa|jpa|data\\.(jpa|rest|web)|actuate|health|micrometer"
					+ "|flyway|liquibase|devtools)\\..*");

	private boolean command;

	@Override
	public void setEnvironment(Environment environment) {
		this.command = environment instanceof ConfigurableEnvironment configurable
				&& configurable.getPropertySources().contains(CommandEnvironmentListener.PROPERTIES);
	}

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
		boolean[] wanted = new boolean[autoConfigurationClasses.length];
		for (int i = 0; i < wanted.length; i++) {
			String name = autoConfigurationClasses[i];
			wanted[i] = !this.command || name == null || !NEEDLESS.matcher(name).matches();
		}
		return wanted;
	}

}
