package dev.migrateboot;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on with a run whose connection was lost, or whose instance was paused until
 * another one had taken over: everything is read again, under a new claim. The server may
 * be another one by then, or take a while to come back. Gives up after losses in
 * succession between which nothing was done, as the script may be their cause.
 */
final class Resumption {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

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
			try {
				return attempt.apply(log);
			}
			catch (MigrateException ex) {
				boolean unreachable = ex instanceof DatabaseException failure && failure.isUnreachable();
				if (lost != null && unreachable) {
					if (!isLoss(ex) || Instant.now().isAfter(lostAt.plus(LONGEST_ABSENCE))) {
						lost.addSuppressed(ex);
						throw lost;
					}
				}
				else {
					losses = (log.size() > before) ? 1 : losses + 1;
					if (unreachable || !isLoss(ex) || losses >= MOST_LOSSES) {
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

	private static boolean isLoss(MigrateException failure) {
		return (failure instanceof ClaimException claim && claim.getRun() == null)
				|| Stream.iterate((Throwable) failure, (cause) -> cause != null, Throwable::getCause)
					.anyMatch((cause) -> cause instanceof SQLException sql && DatabaseException.isLoss(sql));
	}

}
