package dev.migrateboot.autoconfigure;

import dev.migrateboot.Migrations;
import dev.migrateboot.Target;
import dev.migrateboot.autoconfigure.MigrateProperties.Startup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.SpringProperties;

/**
 * Brings the database up to date while the application starts. Beans that use the
 * database are made to depend on it.
 */
final class MigrationInitializer implements InitializingBean {

	private static final Logger logger = LoggerFactory.getLogger(MigrationInitializer.class);

	private final ObjectProvider<Migrations> migrations;

	private final Startup startup;

	private final Target target;

	MigrationInitializer(ObjectProvider<Migrations> migrations, Startup startup, Target target) {
		this.migrations = migrations;
		this.startup = startup;
		this.target = target;
	}

	@Override
	public void afterPropertiesSet() {
		if (this.startup != Startup.NONE && isTrainingRun()) {
			logger.info("This start only trains a cache (spring.context.exit=onRefresh): the database is left alone");
			return;
		}
		switch (this.startup) {
			case UPGRADE -> this.migrations.getObject().upgradeOnStart(this.target);
			case VALIDATE -> this.migrations.getObject().validate(this.target);
			case WAIT -> this.migrations.getObject().await(this.target);
			case NONE -> {
			}
		}
	}

	private static boolean isTrainingRun() {
		return "onRefresh".equalsIgnoreCase(SpringProperties.getProperty("spring.context.exit"));
	}

}
