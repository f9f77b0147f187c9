package dev.migrateboot.command;

import dev.migrateboot.Migrations;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.env.Environment;

/**
 * What commands use of the application that they stand in for.
 *
 * @param terminal where to answer
 * @param beans the beans, none of them created yet
 * @param environment the configuration
 */
record Application(Terminal terminal, ListableBeanFactory beans, Environment environment) {

	/**
	 * Return what instances do while a downgrade is held.
	 */
	String afterDowngrade() {
		return this.environment.getProperty("migrate.downgrade.after", "refuse-traffic");
	}

	/**
	 * Return the engine, configured as the application configures it.
	 */
	Migrations migrations() {
		// Asked before the bean, which is there all the same in an application that was
		// processed ahead of time.
		if (!this.environment.getProperty("migrate.enabled", Boolean.class, true)) {
			throw new CommandException("Migrations are switched off: migrate.enabled is false.",
					"Add --migrate.enabled=true to the command.");
		}
		Migrations migrations = this.beans.getBeanProvider(Migrations.class).getIfAvailable();
		if (migrations != null) {
			return migrations;
		}
		throw new CommandException("The application has no DataSource to migrate.",
				"Set spring.datasource.url, or migrate.url, and add the dependency org.postgresql:postgresql.");
	}

}
