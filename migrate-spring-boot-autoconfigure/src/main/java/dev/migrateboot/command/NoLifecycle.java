package dev.migrateboot.command;

import org.springframework.context.LifecycleProcessor;

/**
 * A {@link LifecycleProcessor} that starts nothing. The usual one creates the beans that
 * it starts, however lazy they are.
 */
final class NoLifecycle implements LifecycleProcessor {

	@Override
	public void onRefresh() {
	}

	@Override
	public void onClose() {
	}

	@Override
	public void start() {
	}

	@Override
	public void stop() {
	}

	@Override
	public boolean isRunning() {
		return true;
	}

}
