package dev.migrateboot;

import java.sql.SQLException;
import java.util.List;
import java.util.function.Supplier;

import dev.migrateboot.Session.Work;
import org.jspecify.annotations.Nullable;

/**
 * A transaction in which statements of a script run: under the claim and the step's
 * settings, which are put back before what the script has done is recorded.
 */
final class ScriptTransaction {

	private final Session session;

	private final Claim claim;

	private final MigrateSettings settings;

	private final SessionSettings before;

	private final PreparedStep step;

	private final Pipeline pipeline;

	ScriptTransaction(Session session, Claim claim, MigrateSettings settings, SessionSettings before,
			PreparedStep step) {
		this.session = session;
		this.claim = claim;
		this.settings = settings;
		this.before = before;
		this.step = step;
		this.pipeline = Pipeline.of(session, claim, step, step.lockTimeout(settings));
	}

	Pipeline pipeline() {
		return this.pipeline;
	}

	/**
	 * Run statements of the script and record them.
	 * @param statements adds the statements to the pipeline
	 * @param records asked once the statements are added what records them
	 */
	<T extends @Nullable Object> T run(Work<T> statements, Supplier<List<String>> records) throws SQLException {
		return commit(() -> {
			this.pipeline.add(SessionSettings.apply(this.step.lockTimeout(this.settings),
					this.step.statementTimeout(this.settings), this.settings.schema(), true));
			T result = statements.run();
			this.pipeline.add("set constraints all immediate",
					(failure) -> new FailedStatement(StatementFailure.atEnd(this.step.script(), failure)));
			this.before.restore().forEach(this.pipeline::add);
			records.get().forEach(this.pipeline::add);
			return result;
		});
	}

	/**
	 * Record something without running anything.
	 */
	void record(List<String> records) throws SQLException {
		commit(() -> {
			records.forEach(this.pipeline::add);
			return true;
		});
	}

	private <T extends @Nullable Object> T commit(Work<T> work) throws SQLException {
		return this.session.transaction(this.pipeline,
				(failure) -> DatabaseException.commit(this.step.subject(), failure), () -> {
					this.claim.guard(this.pipeline);
					return work.run();
				});
	}

}
