package dev.migrateboot.autoconfigure;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * How this instance and this build are called in claim, history and journal.
 *
 * @param instance host and process
 * @param build name and version of the application, or {@code null} if it has neither
 */
record InstanceName(String instance, @Nullable String build) {

	static InstanceName of(Environment environment) {
		String name = environment.getProperty("spring.application.name", "");
		String version = environment.getProperty("spring.application.version", "");
		String build = (name + " " + version).strip();
		return new InstanceName(host() + ":" + ProcessHandle.current().pid(),
				StringUtils.hasText(build) ? build : null);
	}

	private static String host() {
		String host = System.getenv("HOSTNAME");
		if (StringUtils.hasText(host)) {
			return host;
		}
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "localhost";
		}
	}

}
