package dev.migrateboot.sample.security;

import java.util.UUID;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.util.StringUtils;

/**
 * The one user, with the configured password or with one that is generated for this run
 * and logged once the application is ready.
 */
final class OperatorAccount {

	static final String USERNAME = "operator";

	static final String ROLE = "OPERATOR";

	private static final Logger logger = LoggerFactory.getLogger(OperatorAccount.class);

	private final String password;

	private final boolean generated;

	OperatorAccount(OperatorProperties properties) {
		String configured = properties.password();
		this.generated = !StringUtils.hasText(configured);
		this.password = StringUtils.hasText(configured) ? configured : UUID.randomUUID().toString();
	}

	String password() {
		return this.password;
	}

	@EventListener(ApplicationReadyEvent.class)
	void announce() {
		if (this.generated) {
			logger.info("Operator password for this run: {}", this.password);
		}
	}

}
