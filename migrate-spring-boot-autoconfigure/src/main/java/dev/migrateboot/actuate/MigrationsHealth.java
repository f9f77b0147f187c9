package dev.migrateboot.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import dev.migrateboot.DatabaseException;
import dev.migrateboot.MigrateException;
import dev.migrateboot.MigrationListener;
import dev.migrateboot.MigrationReport;
import dev.migrateboot.MigrationStatus;
import dev.migrateboot.MigrationStatus.EntryState;
import dev.migrateboot.Migrations;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;

/**
 * Tells health where the database stands. Looks there when it is asked and the last look
 * is too old or was before a run of this instance, on a thread of its own: who asks waits
 * for a second at most, whatever the pool and the server do. It is down only if no
 * connection can be had or no answer comes within a minute; any state of the migrations
 * is one that a running application has lived with so far.
 */
public final class MigrationsHealth implements MigrationListener, DisposableBean {

	private final Supplier<Migrations> migrations;

	private final boolean enabled;

	private final Duration interval;

	private final Duration patience;

	private final Duration longest;

	private final ExecutorService executor = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "migrate-health");
		thread.setDaemon(true);
		return thread;
	});

	private @Nullable Look look;

	private @Nullable Look before;

	/**
	 * Create it.
	 * @param migrations supplies the engine
	 * @param enabled whether migrations are enabled; without it nothing is looked at
	 * @param interval how long a look is good for
	 */
	public MigrationsHealth(Supplier<Migrations> migrations, boolean enabled, Duration interval) {
		this(migrations, enabled, interval, Duration.ofSeconds(1), Duration.ofMinutes(1));
	}

	/**
	 * Create it.
	 * @param patience how long whoever asks waits
	 * @param longest how long a look may take until it means that the database is down
	 */
	MigrationsHealth(Supplier<Migrations> migrations, boolean enabled, Duration interval, Duration patience,
			Duration longest) {
		this.migrations = migrations;
		this.enabled = enabled;
		this.interval = interval;
		this.patience = patience;
		this.longest = longest;
	}

	/**
	 * Return where the database stands. Two statements on one connection, at most once in
	 * an interval; takes no lock.
	 * @return the answer; while a look takes long, that of the one before
	 */
	public Answer answer() {
		if (!this.enabled) {
			return new Answer("UNKNOWN", Map.of());
		}
		Look latest = latest();
		Answer answer = latest.await(this.patience);
		if (answer != null) {
			return answer;
		}
		if (latest.isOlderThan(this.longest)) {
			return Answer.failed("DOWN", "database", "The database does not answer.");
		}
		answer = previous();
		return (answer != null) ? answer : Answer.failed("UNKNOWN", "database", "The database has not answered yet.");
	}

	@Override
	public synchronized void afterRun(MigrationReport report) {
		this.look = null;
		this.before = null;
	}

	@Override
	public void destroy() {
		this.executor.shutdownNow();
	}

	private synchronized Look latest() {
		Look latest = this.look;
		if (latest == null || (latest.answer.isDone() && latest.isOlderThan(this.interval))) {
			this.before = latest;
			latest = new Look(this.executor.submit(this::look), System.nanoTime());
			this.look = latest;
		}
		return latest;
	}

	private synchronized @Nullable Answer previous() {
		Look before = this.before;
		return (before != null && !before.isOlderThan(this.longest)) ? before.await(Duration.ZERO) : null;
	}

	private Answer look() {
		try {
			return Answer.of(this.migrations.get().status());
		}
		catch (MigrateException ex) {
			boolean unreachable = ex instanceof DatabaseException failure && failure.isUnreachable();
			return Answer.failed(unreachable ? "DOWN" : "UNKNOWN", ex.getError(), ex.getMessage());
		}
	}

	/**
	 * What health is told.
	 *
	 * @param status {@code UP}, {@code DOWN} or {@code UNKNOWN}
	 * @param details what the database is at, or why that cannot be told
	 */
	public record Answer(String status, Map<String, Object> details) {

		static Answer of(MigrationStatus status) {
			Map<String, Object> details = new LinkedHashMap<>();
			if (status.current() != null) {
				details.put("current", status.current().toString());
			}
			if (status.head() != null) {
				details.put("head", status.head().toString());
			}
			details.put("state", status.state().toString());
			details.put("pending", status.migrations()
				.stream()
				.filter((entry) -> entry.state() == EntryState.PENDING || entry.state() == EntryState.OUT_OF_ORDER)
				.count());
			MigrationsDescriptor.HoldDescriptor hold = MigrationsDescriptor.HoldDescriptor.of(status.hold());
			if (hold != null) {
				details.put("hold", hold);
			}
			return new Answer("UP", details);
		}

		static Answer failed(String status, String error, String message) {
			Map<String, Object> details = new LinkedHashMap<>();
			details.put("error", error);
			details.put("message", message);
			return new Answer(status, details);
		}

	}

	/**
	 * One look at the database.
	 *
	 * @param answer what it brings
	 * @param since when it began
	 */
	private record Look(Future<Answer> answer, long since) {

		boolean isOlderThan(Duration age) {
			return System.nanoTime() - this.since > age.toNanos();
		}

		@Nullable Answer await(Duration patience) {
			try {
				return this.answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (TimeoutException ex) {
				return null;
			}
			catch (ExecutionException ex) {
				return Answer.failed("UNKNOWN", "unexpected", String.valueOf(ex.getCause()));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return null;
			}
		}

	}

}
