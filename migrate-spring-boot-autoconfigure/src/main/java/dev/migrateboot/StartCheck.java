package dev.migrateboot;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A start that applies nothing itself: it checks that nothing is pending, or waits for
 * that. Changes nothing in the database.
 */
final class StartCheck {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private static final Duration POLL = Duration.ofMillis(500);

	private final Supplier<Planning> plannings;

	private final Duration timeout;

	/**
	 * Create a check.
	 * @param plannings opens what each look plans with
	 * @param timeout how long to wait for another process
	 */
	StartCheck(Supplier<Planning> plannings, Duration timeout) {
		this.plannings = plannings;
		this.timeout = timeout;
	}

	/**
	 * Check that nothing is pending up to a target.
	 * @throws MigrateException if something is
	 */
	void validate(Target target) {
		Pending pending = pending(target);
		if (!pending.labels().isEmpty()) {
			pending.checkHeld();
			throw HistoryException.pending(pending.labels(), pending.current());
		}
	}

	/**
	 * Wait until nothing is pending up to a target.
	 * @throws MigrateException if something still is when the time has passed
	 */
	void await(Target target) {
		Instant deadline = Instant.now().plus(this.timeout);
		Pending pending = pending(target);
		if (!pending.labels().isEmpty()) {
			logger.info("Waiting for another process to apply {}", pending.labels());
		}
		while (!pending.labels().isEmpty()) {
			if (Instant.now().isAfter(deadline)) {
				pending.checkHeld();
				throw HistoryException.waitedInVain(pending.labels(), pending.current(),
						ClaimException.printed(this.timeout));
			}
			ClaimQueue.pause(POLL.toMillis());
			Pending now = pending(target);
			if (!now.labels().isEmpty() && !now.labels().equals(pending.labels())) {
				logger.info("Still waiting for another process to apply {}", now.labels());
			}
			pending = now;
		}
	}

	private Pending pending(Target target) {
		try (Planning planning = this.plannings.get()) {
			History history = planning.read();
			planning.newer(history).check(false);
			MigrationPlan plan = planning.planner(history).start(target);
			if (plan.isEmpty()) {
				plan.orThrow();
			}
			return new Pending(history.current(), plan.steps().stream().map(MigrationStep::label).toList(),
					plan.refusal());
		}
	}

	private record Pending(@Nullable Version current, List<String> labels, @Nullable Refusal refusal) {

		void checkHeld() {
			if (this.refusal != null && this.refusal.error().equals("held")) {
				throw PlanException.of(this.refusal);
			}
		}

	}

}
