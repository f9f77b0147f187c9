package dev.migrateboot;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Plans a run and prints it instead of running it.
 */
final class ScriptPrinter {

	private final MigrateSettings settings;

	private final RunExecutor executor;

	private final Planning planning;

	private final Run run;

	ScriptPrinter(MigrateSettings settings, RunExecutor executor, Planning planning, Run run) {
		this.settings = settings;
		this.executor = executor;
		this.planning = planning;
		this.run = run;
	}

	/**
	 * Print the way to a target as a script for {@code psql}.
	 */
	void print(Target target, Direction direction, Consumer<String> lines) {
		History history = this.planning.readAll();
		Planner planner = this.planning.planner(history);
		MigrationPlan plan = this.planning
			.check((direction == Direction.UPGRADE) ? planner.upgrade(target) : planner.downgrade(target), history)
			.orThrow();
		plan.requireSource(this.run.source());
		Session session = this.planning.session();
		Tables tables = history.tables();
		if (tables == null) {
			tables = new TableLayout(this.settings).find(session,
					new UnversionedSchema(this.settings, this.planning.migrations()));
		}
		ScriptPlaceholders placeholders = new ScriptPlaceholders(this.settings, session);
		List<PreparedStep> steps = new ArrayList<>();
		for (MigrationStep step : plan.steps()) {
			steps.add(this.executor.prepare(session, tables, this.run, step, history, placeholders));
		}
		new PsqlScript(this.settings, tables, this.run, history, lines).write(plan, history, steps,
				history.tables() == null);
	}

}
