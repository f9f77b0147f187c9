package dev.migrateboot;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on with a run whose connection was lost, or whose instance was paused until
 * another one had taken over: everything is read again, under a new claim. The server may
 * be another one by then, take a while to come back, or still be the standby of the one
 * that is gone, and a pool may hand out one dead connection after the other. Gives up
 * after losses in succession between which nothing was done, as the script may be their
 * cause.
 */
final class Resumption {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private static final String READ_ONLY = "25006";

	private static final int MOST_LOSSES = 3;

	private static final long SHORTEST_PAUSE_MILLIS = 50;

	private static final long LONGEST_PAUSE_MILLIS = 1000;

	private static final Duration LONGEST_ABSENCE = Duration.ofMinutes(1);

	private Resumption() {
	}

	/**
	 * Run until the end.
	 * @param attempt opens a connection and does what is left to do
	 * @throws MigrateException the failure, or the loss after which nothing could be done
	 */
	static MigrationReport run(Function<RunLog, MigrationReport> attempt) {
		RunLog log = new RunLog();
		int losses = 0;
		long pause = SHORTEST_PAUSE_MILLIS;
		MigrateException lost = null;
		Instant lostAt = Instant.now();
		for (;;) {
			int before = log.size();
			int opened = log.opened();
			try {
				return attempt.apply(log);
			}
			catch (MigrateException ex) {
				boolean absent = isAbsence(ex) || (isLoss(ex) && log.opened() == opened);
				if (lost == null || !absent || Instant.now().isAfter(lostAt.plus(LONGEST_ABSENCE))) {
					losses = (log.size() > before) ? 1 : losses + 1;
					if (isUnreachable(ex) && lost != null) {
						lost.addSuppressed(ex);
						throw lost;
					}
					if (isUnreachable(ex) || !isLoss(ex) || losses >= MOST_LOSSES) {
						throw ex;
					}
					logger.warn("The run was interrupted and goes on from the history: {}", ex.getMessage());
					lost = ex;
					lostAt = Instant.now();
					pause = SHORTEST_PAUSE_MILLIS;
				}
				ClaimQueue.pause(pause);
				pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
			}
		}
	}

	private static boolean isUnreachable(MigrateException failure) {
		return failure instanceof DatabaseException database && database.isUnreachable();
	}

	/**
	 * Return whether the server that is to take over is not there yet, or is not yet one
	 * that may be written to.
	 */
	private static boolean isAbsence(MigrateException failure) {
		return failure instanceof DatabaseException && ((isUnreachable(failure) && isLoss(failure))
				|| DatabaseException.has(failure, (sql) -> READ_ONLY.equals(sql.getSQLState())));
	}

	private static boolean isLoss(MigrateException failure) {
		return (failure instanceof ClaimException claim && claim.getRun() == null)
				|| DatabaseException.has(failure, DatabaseException::isLoss);
	}

}
