package dev.migrateboot.autoconfigure;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.migrateboot.Hold;
import dev.migrateboot.MigrationListener;
import dev.migrateboot.MigrationReport;
import dev.migrateboot.Migrations;
import dev.migrateboot.Version;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;

/**
 * Refuses traffic while a hold keeps the database below this build's head, and accepts it
 * again afterwards if nobody else refuses it. Asks with one statement every ten seconds
 * or so, from the moment on that the application accepts traffic, and at once behind a
 * run of this instance.
 */
final class TrafficGuard implements MigrationListener, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private final ObjectProvider<Migrations> migrations;

	private final ApplicationEventPublisher events;

	private final ApplicationAvailability availability;

	private final @Nullable Duration interval;

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "migrate-traffic");
		thread.setDaemon(true);
		return thread;
	});

	private final AtomicBoolean started = new AtomicBoolean();

	private boolean failing;

	private @Nullable Version head;

	/**
	 * Create a guard.
	 * @param interval how often to look, or {@code null} for never
	 */
	TrafficGuard(ObjectProvider<Migrations> migrations, ApplicationEventPublisher events,
			ApplicationAvailability availability, @Nullable Duration interval) {
		this.migrations = migrations;
		this.events = events;
		this.availability = availability;
		this.interval = interval;
	}

	@EventListener
	void onChange(AvailabilityChangeEvent<ReadinessState> event) {
		Duration interval = this.interval;
		if (interval != null && event.getState() == ReadinessState.ACCEPTING_TRAFFIC
				&& this.started.compareAndSet(false, true)) {
			this.executor.execute(() -> watch(interval.toMillis()));
		}
	}

	/**
	 * Must not wait for a look, which may wait for the connection that the run still has.
	 */
	@Override
	public void afterRun(MigrationReport report) {
		if (this.started.get()) {
			this.executor.execute(this::look);
		}
	}

	@Override
	public void destroy() {
		this.executor.shutdownNow();
	}

	private void watch(long millis) {
		look();
		if (!this.executor.isShutdown()) {
			this.executor.schedule(() -> watch(millis),
					ThreadLocalRandom.current().nextLong(millis * 3 / 4, millis * 5 / 4 + 1), TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Ask once, and turn the readiness state if need be.
	 */
	synchronized void look() {
		try {
			Hold hold = this.migrations.getObject().hold();
			if (hold != null && this.head == null) {
				this.head = this.migrations.getObject().status().head();
			}
			turn(hold);
			this.failing = false;
		}
		catch (RuntimeException ex) {
			if (!this.failing && !this.executor.isShutdown()) {
				logger.warn("Whether traffic has to be refused cannot be told, it stays as it is: {}", ex.getMessage());
			}
			this.failing = true;
		}
	}

	private void turn(@Nullable Hold hold) {
		boolean ours = isOurs();
		if (hold != null && keepsBack(hold)
				&& this.availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC) {
			logger.warn("Refusing traffic until the database is at {} again: {}", this.head, hold.describe());
			publish(ReadinessState.REFUSING_TRAFFIC);
		}
		else if (ours && (hold == null || !keepsBack(hold))) {
			logger.info("Accepting traffic again");
			publish(ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

	/**
	 * Whoever else has spoken since we refused is right.
	 */
	private boolean isOurs() {
		AvailabilityChangeEvent<ReadinessState> last = this.availability.getLastChangeEvent(ReadinessState.class);
		return last != null && last.getSource() == this && last.getState() == ReadinessState.REFUSING_TRAFFIC;
	}

	private boolean keepsBack(Hold hold) {
		Version head = this.head;
		return head != null && hold.versions().stream().anyMatch((version) -> version.compareTo(head) <= 0);
	}

	private void publish(ReadinessState state) {
		this.events.publishEvent(new AvailabilityChangeEvent<>(this, state));
	}

}
