package dev.migrateboot;

import java.util.List;

import org.postgresql.ds.PGSimpleDataSource;

/**
 * An instance in a process of its own: upgrades to head and exits.
 */
public final class UpgradingProcess {

	private UpgradingProcess() {
	}

	/**
	 * Upgrade.
	 * @param arguments the address of the database, the location of the scripts, the name
	 * of the instance
	 */
	public static void main(String[] arguments) {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setUrl(arguments[0]);
		dataSource.setUser("postgres");
		MigrateSettings settings = new TestSettings().locations(arguments[1]).instance(arguments[2]).settings();
		Migrations.create(dataSource, settings, List.of(), List.of()).upgradeOnStart(Target.HEAD);
	}

}
