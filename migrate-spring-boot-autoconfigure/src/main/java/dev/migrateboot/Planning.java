package dev.migrateboot;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.migrateboot.MigrateSettings.OnChangedScript;
import dev.migrateboot.MigrateSettings.OnNewerDatabase;
import dev.migrateboot.MigrateSettings.OutOfOrder;
import dev.migrateboot.Planner.Rules;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one call of the engine plans with: this build's migrations, a connection and the
 * settings.
 */
final class Planning implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private final MigrateSettings settings;

	private final List<PlanCheck> checks;

	private final HistoryTable table;

	private final List<Migration> migrations;

	private final Session session;

	Planning(MigrateSettings settings, List<PlanCheck> checks, HistoryTable table, List<Migration> migrations,
			Session session) {
		this.settings = settings;
		this.checks = checks;
		this.table = table;
		this.migrations = migrations;
		this.session = session;
	}

	Session session() {
		return this.session;
	}

	List<Migration> migrations() {
		return this.migrations;
	}

	/**
	 * Read the rows of the history, and nothing else.
	 */
	History read() {
		return this.table.read(this.session);
	}

	/**
	 * Read the history, the last journal id and the run in progress.
	 */
	History readAll() {
		return this.table.readAll(this.session);
	}

	Set<Version> changed(History history) {
		return new ScriptComparison(this.table).changed(this.session, history, this.migrations)
			.stream()
			.map((script) -> script.migration().version())
			.collect(Collectors.toSet());
	}

	Planner planner(History history) {
		List<ChangedScript> changed = new ScriptComparison(this.table).changed(this.session, history, this.migrations);
		if (this.settings.onChangedScript() == OnChangedScript.WARN) {
			changed.forEach(
					(script) -> logger.warn("{} has been changed after it was applied", script.migration().upgrade()));
			changed = List.of();
		}
		return new Planner(this.migrations, history, new Rules(this.settings.outOfOrder() == OutOfOrder.APPLY,
				this.settings.floor(), changed, ScriptComparison::isSameDowngrade));
	}

	/**
	 * Ask everyone who may refuse a plan.
	 */
	MigrationPlan check(MigrationPlan plan) {
		if (plan.refusal() != null || plan.isEmpty()) {
			return plan;
		}
		for (PlanCheck check : this.checks) {
			try {
				check.check(plan);
			}
			catch (PlanException ex) {
				return plan.refuse(Refusal.of(ex));
			}
		}
		return plan;
	}

	/**
	 * Meet a database that is ahead of this build as the settings say.
	 */
	void checkNewer(History history) {
		Version current = history.current();
		Version head = this.migrations.isEmpty() ? null : this.migrations.get(this.migrations.size() - 1).version();
		if (current != null && (head == null || current.compareTo(head) > 0)) {
			HistoryException newer = HistoryException.newer(current, head);
			if (this.settings.onNewerDatabase() == OnNewerDatabase.FAIL) {
				throw newer;
			}
			logger.warn("{}", newer.getMessage());
		}
	}

	@Override
	public void close() {
		this.session.close();
	}

}
