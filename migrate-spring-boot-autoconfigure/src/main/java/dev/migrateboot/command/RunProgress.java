package dev.migrateboot.command;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.migrateboot.MigrationPlan;
import dev.migrateboot.MigrationReport;
import dev.migrateboot.MigrationStep;
import dev.migrateboot.ProgressListener;
import dev.migrateboot.StatementProgress;
import org.jspecify.annotations.Nullable;

/**
 * Shows on a terminal how far a step has come that lasts.
 */
final class RunProgress implements ProgressListener, AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private static final long PERIOD_MILLIS = 500;

	private final StatusLine line;

	private final ScheduledThreadPoolExecutor drawing = new ScheduledThreadPoolExecutor(1, (task) -> {
		Thread thread = new Thread(task, "migrate-progress");
		thread.setDaemon(true);
		return thread;
	});

	private List<MigrationStep> steps = List.of();

	private int done;

	private long begun;

	private @Nullable StatementProgress statement;

	RunProgress(StatusLine line) {
		this.line = line;
	}

	/**
	 * A run that goes on after the loss of its connection begins again.
	 */
	@Override
	public synchronized void beforeRun(MigrationPlan plan) {
		if (this.steps.isEmpty() && !this.drawing.isShutdown()) {
			this.drawing.scheduleWithFixedDelay(this::draw, PATIENCE.toMillis(), PERIOD_MILLIS, TimeUnit.MILLISECONDS);
		}
		this.steps = plan.steps();
		begin(0);
	}

	@Override
	public synchronized void afterStep(MigrationReport.Step step) {
		begin(this.done + 1);
	}

	@Override
	public synchronized void duringStatement(StatementProgress progress) {
		this.statement = progress;
	}

	@Override
	public void afterRun(MigrationReport report) {
		close();
	}

	/**
	 * Show nothing any more.
	 */
	@Override
	public synchronized void close() {
		this.drawing.shutdownNow();
		this.line.erase();
	}

	private void begin(int number) {
		this.done = number;
		this.begun = System.nanoTime();
		this.statement = null;
	}

	private void draw() {
		int width = StatusLine.width();
		if (width == 0) {
			close();
		}
		draw(width);
	}

	private synchronized void draw(int width) {
		Duration elapsed = Duration.ofNanos(System.nanoTime() - this.begun);
		if (!this.drawing.isShutdown() && this.done < this.steps.size() && elapsed.compareTo(PATIENCE) >= 0) {
			String text = ProgressText.of(this.steps.get(this.done), this.done + 1, this.steps.size(), this.statement,
					elapsed);
			this.line.show(text.substring(0, Math.min(text.length(), width - 1)));
		}
	}

}
