package dev.migrateboot;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether a step is tried again that failed because of others: a lock was not to
 * be had in time, or the server ended a deadlock or a conflict. Between two attempts
 * everybody else may pass.
 */
final class LockRetry {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private static final String LOCK_TIMEOUT = "55P03";

	private static final Set<String> STATES = Set.of(LOCK_TIMEOUT, "40P01", "40001");

	private static final long LONGEST_PAUSE_MILLIS = 10_000;

	private final long start = System.nanoTime();

	private final Duration limit;

	private long pause = 200;

	private int attempts;

	LockRetry(Duration limit) {
		this.limit = limit;
	}

	/**
	 * Return whether others were the cause of a failure.
	 */
	static boolean isRetryable(@Nullable String sqlState) {
		return sqlState != null && STATES.contains(sqlState);
	}

	/**
	 * Decide about a failed statement and sleep before the next attempt. A concurrent
	 * statement that its script gives a lock timeout has done most of its work by then
	 * and is not repeated.
	 */
	boolean again(FailedStatement failed, @Nullable List<Blocker> blockers) {
		StatementFailure failure = failed.failure();
		boolean concurrent = failure.statement() != null && failure.statement().words().contains("CONCURRENTLY");
		boolean exempt = concurrent && LOCK_TIMEOUT.equals(failure.cause().getSQLState());
		this.attempts++;
		return failed.isOutcomeKnown() && !exempt
				&& again(failure.script() + ":" + failure.place(), failure.cause(), blockers);
	}

	/**
	 * Decide about failed code and sleep before the next attempt.
	 */
	boolean again(CodeException failed, @Nullable List<Blocker> blockers) {
		this.attempts++;
		SQLException conflict = failed.conflict();
		return conflict != null && again(failed.getType(), conflict, blockers);
	}

	/**
	 * Return what to tell about the attempts, a paragraph behind a line end, or nothing
	 * if others were not the cause.
	 */
	String describe(@Nullable String sqlState, @Nullable List<Blocker> blockers) {
		if (!isRetryable(sqlState)) {
			return "";
		}
		String tried = (this.attempts > 1) ? "Tried %s times in %s s. ".formatted(this.attempts, elapsed().toSeconds())
				: "";
		return "\n\n" + tried + (LOCK_TIMEOUT.equals(sqlState) ? inTheWay(blockers, "\n- ") : "").strip();
	}

	private boolean again(String place, SQLException cause, @Nullable List<Blocker> blockers) {
		if (!isRetryable(cause.getSQLState()) || elapsed().plusMillis(this.pause).compareTo(this.limit) > 0) {
			return false;
		}
		logger.warn("{}: {}; it is tried again. {}", place, DatabaseException.message(cause),
				LOCK_TIMEOUT.equals(cause.getSQLState()) ? inTheWay(blockers, " ") : "");
		ClaimQueue.pause(this.pause);
		this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MILLIS);
		return true;
	}

	private Duration elapsed() {
		return Duration.ofNanos(System.nanoTime() - this.start);
	}

	private static String inTheWay(@Nullable List<Blocker> blockers, String separator) {
		if (blockers == null) {
			return "Who held the lock is not known: there was no second connection to look with.";
		}
		if (blockers.isEmpty()) {
			return "Who held the lock is not known: nobody was in the way at the moments of looking.";
		}
		return blockers.stream()
			.map((blocker) -> separator + blocker.describe())
			.collect(Collectors.joining("", "In the way:", ""));
	}

}
