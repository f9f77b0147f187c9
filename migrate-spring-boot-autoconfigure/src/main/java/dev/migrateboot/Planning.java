package dev.migrateboot;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import dev.migrateboot.MigrateSettings.OnChangedScript;
import dev.migrateboot.MigrateSettings.OutOfOrder;
import dev.migrateboot.MigrationStep.Repeat;
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

	private final PackagedScripts scripts;

	private final Session session;

	Planning(MigrateSettings settings, List<PlanCheck> checks, HistoryTable table, PackagedScripts scripts,
			Session session) {
		this.settings = settings;
		this.checks = checks;
		this.table = table;
		this.scripts = scripts;
		this.session = session;
	}

	Session session() {
		return this.session;
	}

	PackagedScripts scripts() {
		return this.scripts;
	}

	List<Migration> migrations() {
		return this.scripts.migrations();
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
		return new ScriptComparison(this.table).changed(this.session, history, migrations())
			.stream()
			.map((script) -> script.migration().version())
			.collect(Collectors.toSet());
	}

	Planner planner(History history) {
		List<ChangedScript> changed = new ScriptComparison(this.table).changed(this.session, history, migrations());
		if (this.settings.onChangedScript() == OnChangedScript.WARN) {
			changed.forEach(
					(script) -> logger.warn("{} has been changed after it was applied", script.migration().upgrade()));
			changed = List.of();
		}
		return new Planner(migrations(), history,
				new Rules(this.settings.outOfOrder() == OutOfOrder.APPLY, this.settings.floor(), changed,
						ScriptComparison::isSameDowngrade, DefinedPlaceholders.of(this.settings), repeats(history)));
	}

	/**
	 * Return the repeatable scripts that have changed since they ran.
	 */
	List<Repeat> repeats(History history) {
		return this.scripts.changed(history, DefinedPlaceholders.of(this.settings));
	}

	/**
	 * Ask everyone who may refuse a plan.
	 */
	MigrationPlan check(MigrationPlan plan, History history) {
		if (plan.refusal() != null || plan.isEmpty()) {
			return plan;
		}
		if (history.tables() != null && plan.runsStoredScripts()) {
			try {
				TablePrivileges.check(this.session, history.tables());
			}
			catch (HistoryException ex) {
				return plan.refuse(Refusal.of(ex));
			}
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
	 * Look at a database that may be ahead of this build.
	 */
	NewerDatabase newer(History history) {
		return new NewerDatabase(this.settings, this.scripts.head(), history);
	}

	@Override
	public void close() {
		this.session.close();
	}

}
