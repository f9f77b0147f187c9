package dev.migrateboot;

import java.util.List;

import org.postgresql.ds.PGSimpleDataSource;

/**
 * An instance in a process of its own: upgrades to head, or takes the database back, and
 * exits.
 */
public final class UpgradingProcess {

	private UpgradingProcess() {
	}

	/**
	 * Migrate.
	 * @param arguments the address of the database, the location of the scripts, the name
	 * of the instance, and where to take the database back to, if that is to be done
	 */
	public static void main(String[] arguments) {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setUrl(arguments[0]);
		dataSource.setUser("postgres");
		MigrateSettings settings = new TestSettings().locations(arguments[1]).instance(arguments[2]).settings();
		Migrations migrations = Migrations.create(dataSource, settings, List.of(), List.of());
		if (arguments.length == 3) {
			migrations.upgradeOnStart(Target.HEAD);
			return;
		}
		Target target = Target.parse(arguments[3]);
		String plan = String.valueOf(migrations.plan(target).id());
		migrations.execute(target, new Migrations.Order(plan, "alice", "too slow", null, true));
	}

}
