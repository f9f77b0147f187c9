package dev.migrateboot;

import java.util.ArrayList;
import java.util.List;

import dev.migrateboot.AppliedMigration.State;
import dev.migrateboot.MigrationReport.Step;
import dev.migrateboot.MigrationStep.Repeat;
import org.jspecify.annotations.Nullable;

/**
 * What a run has brought about, kept while its connection is lost and had again.
 */
final class RunLog {

	private final List<Step> done = new ArrayList<>();

	private @Nullable MigrationPlan first;

	private @Nullable PreparedStep open;

	private @Nullable Long token;

	private int opened;

	/**
	 * Go on by a plan. The claim is held: what the history says of a step whose end
	 * nobody has seen is final.
	 */
	void begin(MigrationPlan plan, History history) {
		settle(history);
		if (this.first == null) {
			this.first = plan;
		}
	}

	/**
	 * Return the target to go on to: a relative one counts from where the run began.
	 */
	Target target(Target wanted) {
		MigrationPlan plan = this.first;
		if (plan == null || !(wanted instanceof Target.Relative)) {
			return wanted;
		}
		return (plan.to() != null) ? new Target.Exactly(plan.to()) : Target.BASE;
	}

	/**
	 * Begin a step under a claim.
	 */
	void open(PreparedStep step, long claim) {
		this.open = step;
		this.opened++;
		this.token = step.outline().isTransactional() ? claim : null;
	}

	void done(Step step) {
		this.open = null;
		this.done.add(step);
	}

	/**
	 * Return what the steps are called that are done.
	 */
	List<String> labels() {
		return this.done.stream().map(Step::label).toList();
	}

	int size() {
		return this.done.size();
	}

	/**
	 * Return how many times a step was begun.
	 */
	int opened() {
		return this.opened;
	}

	/**
	 * Return the token of the claim that was held when the connection was lost, or
	 * {@code null} if nobody may have it before it expires: a statement outside a
	 * transaction can still be on its way.
	 */
	@Nullable Long token() {
		return this.token;
	}

	/**
	 * Return the report of all that was done, once nothing is left to do.
	 * @param history the history as it is now
	 */
	MigrationReport finished(History history) {
		settle(history);
		return (this.first != null && !this.done.isEmpty()) ? report(this.first, null)
				: MigrationReport.nothing(history.current());
	}

	/**
	 * Return the report of a run that has ended.
	 */
	MigrationReport report(MigrationPlan last, @Nullable Long journal) {
		Version from = (this.first != null) ? this.first.from() : last.from();
		return new MigrationReport(from, last.to(), last.direction(), journal, List.copyOf(this.done));
	}

	private void settle(History history) {
		PreparedStep step = this.open;
		this.open = null;
		if (step == null || step.step() instanceof Repeat) {
			return;
		}
		AppliedMigration row = history.find(step.version());
		boolean there = row != null && row.state() == State.APPLIED;
		if (there == (step.step().direction() == Direction.UPGRADE) && (row == null || there)) {
			this.done.add(step.report((row != null && row.durationMs() != null) ? row.durationMs() : 0));
		}
	}

}
