package dev.migrateboot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import dev.migrateboot.MigrationReport.Step;
import dev.migrateboot.MigrationStep.Apply;
import dev.migrateboot.MigrationStep.Repeat;
import dev.migrateboot.MigrationStep.Revert;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes a plan: takes the claim, plans again, reads every script before the first
 * statement runs, then runs step by step.
 */
final class RunExecutor {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private final MigrateSettings settings;

	private final HistoryTable table;

	private final List<MigrationListener> listeners;

	RunExecutor(MigrateSettings settings, HistoryTable table, List<MigrationListener> listeners) {
		this.settings = settings;
		this.table = table;
		this.listeners = listeners;
	}

	/**
	 * Execute a plan.
	 * @param tables where the tables are
	 * @param seen the plan as it was before the claim is held
	 * @param replan plans again from the history as it is once the claim is held
	 * @param log what this run has brought about before its connection was lost
	 */
	MigrationReport execute(Session session, Tables tables, Run run, MigrationPlan seen,
			Function<History, MigrationPlan> replan, RunLog log) {
		RunInfo wanted = run.begun(seen.direction().toString(), Planner.printed(seen.to()), seen.steps().size());
		Duration timeout = run.waits() ? this.settings.claimTimeout() : Duration.ZERO;
		try (Claim claim = Claim.take(session, tables, wanted, timeout, log.token(),
				() -> replan.apply(this.table.read(session)).isEmpty())) {
			if (claim == null) {
				return log.finished(this.table.read(session));
			}
			History history = this.table.readAll(session);
			MigrationPlan plan = replan.apply(history).orThrow();
			if (run.plan() != null && !run.plan().equals(plan.id())) {
				throw PlanException.stale();
			}
			if (plan.isEmpty()) {
				return log.finished(history);
			}
			log.begin(plan, history);
			return run(session, tables, claim, run, plan, history, log);
		}
	}

	private MigrationReport run(Session session, Tables tables, Claim claim, Run run, MigrationPlan plan,
			History history, RunLog log) {
		List<PreparedStep> steps = new ArrayList<>();
		ScriptPlaceholders placeholders = new ScriptPlaceholders(this.settings, session);
		for (MigrationStep step : plan.steps()) {
			steps.add(prepare(session, tables, run, step, history, placeholders));
		}
		logger.info("{} from {} to {}: {} {}", (plan.direction() == Direction.UPGRADE) ? "Upgrading" : "Downgrading",
				Planner.printed(plan.from()), Planner.printed(plan.to()), steps.size(),
				(steps.size() == 1) ? "step" : "steps");
		this.listeners.forEach((listener) -> listener.beforeRun(plan));
		this.listeners.stream()
			.filter(ProgressListener.class::isInstance)
			.map(ProgressListener.class::cast)
			.forEach(claim::report);
		HistoryWriter writer = new HistoryWriter(tables, run);
		HoldWriter holds = new HoldWriter(writer, run, history);
		StepRunner runner = new StepRunner(session, claim, writer, holds, this.settings);
		runner.check(steps);
		int number = 0;
		for (PreparedStep step : steps) {
			claim.renew(step.step().version(), ++number, step.outline().statements());
			log.open(step, claim.token());
			Step report = step.report(runner.run(step, log.labels()));
			log(report, step);
			holds.committed();
			log.done(report);
			this.listeners.forEach((listener) -> listener.afterStep(report));
		}
		MigrationReport report = log.report(plan, writer.lastJournal(session));
		this.listeners.forEach((listener) -> listener.afterRun(report));
		return report;
	}

	PreparedStep prepare(Session session, Tables tables, Run run, MigrationStep step, History history,
			ScriptPlaceholders placeholders) {
		if (step instanceof Apply apply) {
			AppliedMigration row = history.find(apply.version());
			if (row != null && row.progress() != null && row.progress().direction() == Direction.DOWNGRADE) {
				throw HistoryException.halfReverted(apply.version());
			}
			return PreparedStep.of(apply, row, placeholders);
		}
		if (step instanceof Repeat repeat) {
			return PreparedStep.of(repeat, placeholders);
		}
		Revert revert = (Revert) step;
		Source source = (revert.source() != null) ? revert.source() : run.source();
		if (source == null) {
			throw PlanException.sourceRequired(List.of(revert.version()));
		}
		if (source == Source.PACKAGE && revert.packaged() != null) {
			return PreparedStep.of(revert, source, revert.packaged(), placeholders.of(revert.packaged()));
		}
		Refusal undefined = DefinedPlaceholders.of(this.settings).refusal(List.of(revert));
		if (undefined != null) {
			throw PlanException.of(undefined);
		}
		Script stored = this.table.downgrade(session, tables, revert.applied());
		return PreparedStep.of(revert, source, stored, placeholders.ofStored(stored, revert.applied()));
	}

	private static void log(Step report, PreparedStep step) {
		String lossy = step.outline().directives().lossy();
		logger.info("{} {}{}{} ({} ms)", (report.direction() == Direction.UPGRADE) ? "Applied" : "Reverted",
				report.label(),
				(report.description().isEmpty() || report.version() == null) ? "" : " " + report.description(),
				(report.direction() == Direction.DOWNGRADE && lossy != null) ? ", lossy: " + lossy : "",
				report.durationMs());
	}

}
