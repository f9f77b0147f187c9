package dev.migrateboot;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Does on a second connection what a run cannot do on its own while a statement is on its
 * way: renews the claim, and looks who is in the way. It asks the pool on a thread of its
 * own and gives the connection back at once; where the pool has none to spare, nothing is
 * done and nobody waits.
 */
final class Companion implements AutoCloseable {

	private static final long SHORTEST_MILLIS = 25;

	private static final long LONGEST_MILLIS = 5000;

	private final DataSource dataSource;

	private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, (task) -> {
		Thread thread = new Thread(task, "migrate-companion");
		thread.setDaemon(true);
		return thread;
	});

	private volatile boolean closed;

	private @Nullable Watch last;

	Companion(DataSource dataSource) {
		this.dataSource = dataSource;
		this.executor.setRemoveOnCancelPolicy(true);
	}

	/**
	 * Do something again and again until this is closed.
	 */
	void every(Duration period, Task task) {
		this.executor.scheduleWithFixedDelay(() -> attempt(task), period.toMillis(), period.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	/**
	 * Look who is in the way of what is about to be sent, several times within the lock
	 * timeout.
	 * @param look how to look
	 * @return what begins and ends it
	 */
	Watch watch(Duration lockTimeout, Look look) {
		long period = lockTimeout.isZero() ? LONGEST_MILLIS
				: Math.min(Math.max(lockTimeout.toMillis() / 4, SHORTEST_MILLIS), LONGEST_MILLIS);
		Watch watch = new Watch((seeing) -> this.executor.scheduleWithFixedDelay(
				() -> attempt((jdbc) -> seeing.see(look.look(jdbc))), period, period, TimeUnit.MILLISECONDS));
		this.last = watch;
		return watch;
	}

	/**
	 * Return who was in the way of what was sent last, or {@code null} if nobody could
	 * look.
	 */
	@Nullable List<Blocker> blockers() {
		return (this.last != null) ? this.last.blockers : null;
	}

	@Override
	public void close() {
		this.closed = true;
		this.executor.shutdownNow();
	}

	private void attempt(Task task) {
		try (Connection connection = this.dataSource.getConnection()) {
			if (!this.closed) {
				run(task, connection);
			}
		}
		catch (SQLException | RuntimeException ex) {
			// Whoever runs the migration renews too, and says that nobody could look.
		}
	}

	private static void run(Task task, Connection connection) throws SQLException {
		boolean autoCommit = connection.getAutoCommit();
		connection.setAutoCommit(true);
		try {
			task.run(JdbcClient.create(new SingleConnectionDataSource(connection, true)));
		}
		finally {
			connection.setAutoCommit(autoCommit);
		}
	}

	/**
	 * Something done on the second connection.
	 */
	@FunctionalInterface
	interface Task {

		void run(JdbcClient jdbc);

	}

	/**
	 * Finds blockers.
	 */
	@FunctionalInterface
	interface Look {

		List<Blocker> look(JdbcClient jdbc);

	}

	/**
	 * Looking that can be begun and ended.
	 */
	static final class Watch implements AutoCloseable {

		private final Function<Watch, Future<?>> schedule;

		private volatile @Nullable List<Blocker> blockers;

		private @Nullable Future<?> looking;

		Watch(Function<Watch, Future<?>> schedule) {
			this.schedule = schedule;
		}

		void begin() {
			this.looking = this.schedule.apply(this);
		}

		/**
		 * Who was in the way and is gone a moment later is still worth being named.
		 */
		private void see(List<Blocker> found) {
			if (!found.isEmpty() || this.blockers == null) {
				this.blockers = found;
			}
		}

		@Override
		public void close() {
			if (this.looking != null) {
				this.looking.cancel(false);
			}
		}

	}

}
