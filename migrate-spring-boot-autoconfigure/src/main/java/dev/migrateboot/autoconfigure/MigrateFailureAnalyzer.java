package dev.migrateboot.autoconfigure;

import dev.migrateboot.MigrateException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Shows the message and the action of a {@link MigrateException}.
 */
final class MigrateFailureAnalyzer extends AbstractFailureAnalyzer<MigrateException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MigrateException cause) {
		return new FailureAnalysis(cause.getMessage(), cause.getAction(), cause);
	}

}
