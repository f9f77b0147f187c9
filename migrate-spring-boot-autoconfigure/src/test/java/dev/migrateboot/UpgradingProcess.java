package dev.migrateboot;

import java.util.List;

import com.zaxxer.hikari.HikariDataSource;

/**
 * An instance in a process of its own, with the pool that applications have: upgrades to
 * head, or takes the database back, and exits.
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
		MigrateSettings settings = new TestSettings().locations(arguments[1]).instance(arguments[2]).settings();
		try (HikariDataSource pool = new HikariDataSource()) {
			pool.setJdbcUrl(arguments[0]);
			pool.setUsername("postgres");
			Migrations migrations = Migrations.create(pool, settings, List.of(), List.of());
			if (arguments.length == 3) {
				migrations.upgradeOnStart(Target.HEAD);
				return;
			}
			Target target = Target.parse(arguments[3]);
			String plan = String.valueOf(migrations.plan(target).id());
			migrations.execute(target, new Migrations.Order(plan, "alice", "too slow", null, true));
		}
	}

}
