package dev.migrateboot;

import dev.migrateboot.AppliedMigration.Progress;
import dev.migrateboot.AppliedMigration.State;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writes history and journal, on the connection and in the transaction of the step that
 * they tell of.
 */
final class HistoryWriter {

	private final JdbcClient jdbc;

	private final Tables tables;

	private final Run run;

	HistoryWriter(Session session, Tables tables, Run run) {
		this.jdbc = session.jdbc();
		this.tables = tables;
		this.run = run;
	}

	/**
	 * Insert the row of a version that is applied, recorded or begun.
	 */
	void insert(Recorded recorded, State state, @Nullable Long durationMs, @Nullable Progress progress) {
		Script downgrade = recorded.migration().downgrade();
		ScriptOutline downgradeOutline = recorded.downgradeOutline();
		this.jdbc.sql("""
				insert into %s (version, description, script, state, upgrade_hash, upgrade_meaning, upgrade_text,
				  downgrade_script, downgrade_hash, downgrade_meaning, downgrade_text, irreversible, applied_by, build,
				  duration_ms, progress_direction, progress_finished, progress_started, progress_prefix)
				values (:version, :description, :script, :state, :upgradeHash, :upgradeMeaning, :upgradeText,
				  :downgradeScript, :downgradeHash, :downgradeMeaning, :downgradeText, :irreversible, :by, :build,
				  :duration, :direction, :finished, :started, :prefix)
				""".formatted(this.tables.history()))
			.param("version", recorded.migration().version().toString())
			.param("description", recorded.migration().description())
			.param("script", recorded.migration().upgrade().name())
			.param("state", state.toString())
			.param("upgradeHash", recorded.migration().upgrade().hash())
			.param("upgradeMeaning", recorded.outline().meaning())
			.param("upgradeText", CompressedText.of(recorded.migration().upgrade()))
			.param("downgradeScript", (downgrade != null) ? downgrade.name() : null)
			.param("downgradeHash", (downgrade != null) ? downgrade.hash() : null)
			.param("downgradeMeaning", (downgradeOutline != null) ? downgradeOutline.meaning() : null)
			.param("downgradeText", (downgrade != null) ? downgrade.text() : null)
			.param("irreversible", recorded.irreversible())
			.param("by", this.run.by())
			.param("build", this.run.build())
			.param("duration", durationMs)
			.param("direction", (progress != null) ? progress.direction().toString() : null)
			.param("finished", (progress != null) ? progress.finished() : null)
			.param("started", (progress != null) ? progress.started() : null)
			.param("prefix", (progress != null) ? progress.prefix() : null)
			.update();
	}

	/**
	 * Record how far a revision has come that runs in units.
	 */
	void progress(Version version, Progress progress) {
		this.jdbc.sql("""
				update %s set state = 'failed', progress_direction = :direction, progress_finished = :finished,
				  progress_started = :started, progress_prefix = :prefix
				where version = :version
				""".formatted(this.tables.history()))
			.param("version", version.toString())
			.param("direction", progress.direction().toString())
			.param("finished", progress.finished())
			.param("started", progress.started())
			.param("prefix", progress.prefix())
			.update();
	}

	void delete(Version version) {
		this.jdbc.sql("delete from %s where version = :version".formatted(this.tables.history()))
			.param("version", version.toString())
			.update();
	}

	/**
	 * Add a row to the journal.
	 * @return its id
	 */
	long journal(String action, Version version, String outcome, @Nullable Source source, @Nullable Long durationMs,
			@Nullable String message) {
		return this.jdbc
			.sql("""
					insert into %s (action, version, outcome, source, actor, reason, instance, build, plan, duration_ms, message)
					values (:action, :version, :outcome, :source, :actor, :reason, :instance, :build, :plan, :duration, :message)
					returning id
					"""
				.formatted(this.tables.journal()))
			.param("action", action)
			.param("version", version.toString())
			.param("outcome", outcome)
			.param("source", (source != null) ? source.toString() : null)
			.param("actor", this.run.by())
			.param("reason", this.run.reason())
			.param("instance", this.run.instance())
			.param("build", this.run.build())
			.param("plan", this.run.plan())
			.param("duration", durationMs)
			.param("message", message)
			.query(Long.class)
			.single();
	}

	/**
	 * A migration with all that its history row says.
	 *
	 * @param migration the migration
	 * @param outline what its upgrade script tells
	 * @param downgradeOutline what its downgrade script tells, or {@code null}
	 */
	record Recorded(Migration migration, ScriptOutline outline, @Nullable ScriptOutline downgradeOutline) {

		static Recorded of(Migration migration) {
			Script downgrade = migration.downgrade();
			return new Recorded(migration, ScriptOutline.of(migration.upgrade()),
					(downgrade != null) ? ScriptOutline.of(downgrade) : null);
		}

		@Nullable String irreversible() {
			String reason = this.outline.directives().irreversible();
			return (reason == null && this.downgradeOutline != null) ? this.downgradeOutline.directives().irreversible()
					: reason;
		}

	}

}
