package dev.migrateboot;

import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Carries a failure to where it is known what it means for the run.
 */
final class FailedStatement extends RuntimeException {

	private final transient StatementFailure failure;

	private boolean outcomeKnown = true;

	private transient @Nullable Supplier<@Nullable List<Blocker>> blockers;

	FailedStatement(StatementFailure failure) {
		super(failure.cause());
		this.failure = failure;
	}

	StatementFailure failure() {
		return this.failure;
	}

	/**
	 * Keep who was in the way before something else is sent.
	 */
	void blockers(@Nullable List<Blocker> seen) {
		this.blockers = () -> seen;
	}

	/**
	 * Return who was in the way.
	 * @param claim asked if nothing has been sent since
	 */
	@Nullable List<Blocker> blockers(Claim claim) {
		return (this.blockers != null) ? this.blockers.get() : claim.blockers();
	}

	void outcomeKnown(boolean known) {
		this.outcomeKnown = known;
	}

	boolean isOutcomeKnown() {
		return this.outcomeKnown;
	}

}
