package dev.migrateboot;

import java.util.stream.Collectors;

import dev.migrateboot.MigrationStep.Repeat;
import dev.migrateboot.AppliedMigration.Progress;
import dev.migrateboot.AppliedMigration.State;
import dev.migrateboot.LiteralSql.Expression;
import org.jspecify.annotations.Nullable;

/**
 * Words the statements that write history and journal. They are sent in the transaction
 * of the step that they tell of.
 */
final class HistoryWriter {

	/**
	 * How long the transaction at hand has taken, in milliseconds.
	 */
	static final Expression SINCE_BEGIN = new Expression(
			"(extract(epoch from clock_timestamp() - transaction_timestamp()) * 1000)::bigint");

	private final Tables tables;

	private final Run run;

	HistoryWriter(Tables tables, Run run) {
		this.tables = tables;
		this.run = run;
	}

	/**
	 * Insert the row of a version that is applied, recorded or begun.
	 * @param durationMs how long it has taken, in milliseconds, or {@code null}
	 */
	String insert(Recorded recorded, State state, @Nullable Expression durationMs, @Nullable Progress progress) {
		Script downgrade = recorded.migration().downgrade();
		ScriptOutline downgradeOutline = recorded.downgradeOutline();
		Script kept = (downgradeOutline != null) ? downgrade : null;
		return new LiteralSql("""
				insert into :table (version, description, script, state, upgrade_hash, upgrade_meaning, upgrade_text,
				  downgrade_script, downgrade_hash, downgrade_meaning, downgrade_text, downgrade_placeholders,
				  irreversible, applied_by, build, duration_ms, progress_direction, progress_finished,
				  progress_started, progress_prefix, progress_existing)
				values (:version, :description, :script, :state, :upgradeHash, :upgradeMeaning, :upgradeText,
				  :downgradeScript, :downgradeHash, :downgradeMeaning, :downgradeText, :placeholders,
				  :irreversible, :by, :build, :duration, :direction, :finished,
				  :started, :prefix, :existing)
				""", this.tables.history()).param("version", recorded.migration().version().toString())
			.param("description", recorded.migration().description())
			.param("script", recorded.migration().upgrade().name())
			.param("state", state.toString())
			.param("upgradeHash", recorded.migration().upgrade().hash())
			.param("upgradeMeaning", recorded.outline().meaning())
			.param("upgradeText", CompressedText.of(recorded.migration().upgrade()))
			.param("downgradeScript", (downgrade != null) ? downgrade.name() : null)
			.param("downgradeHash", (kept != null) ? kept.hash() : null)
			.param("downgradeMeaning", (downgradeOutline != null) ? downgradeOutline.meaning() : null)
			.param("downgradeText", (kept != null) ? kept.text() : null)
			.param("placeholders", (downgradeOutline != null) ? downgradeOutline.storedPlaceholders() : null)
			.param("irreversible", recorded.irreversible())
			.param("by", this.run.by())
			.param("build", this.run.build())
			.param("duration", durationMs)
			.param("direction", (progress != null) ? progress.direction().toString() : null)
			.param("finished", (progress != null) ? progress.finished() : null)
			.param("started", (progress != null) ? progress.started() : null)
			.param("prefix", (progress != null) ? progress.prefix() : null)
			.param("existing", (progress != null) ? existing(progress) : null)
			.toString();
	}

	/**
	 * Put another upgrade script in place of the one that was applied. What there is to
	 * revert it stays.
	 */
	String accept(Migration migration, String meaning) {
		return new LiteralSql("""
				update :table set description = :description, script = :script, upgrade_hash = :hash,
				  upgrade_meaning = :meaning, upgrade_text = :text
				where version = :version
				""", this.tables.history()).param("version", migration.version().toString())
			.param("description", migration.description())
			.param("script", migration.upgrade().name())
			.param("hash", migration.upgrade().hash())
			.param("meaning", meaning)
			.param("text", CompressedText.of(migration.upgrade()))
			.toString();
	}

	/**
	 * Record how far a revision has come that runs in units.
	 */
	String progress(Version version, Progress progress) {
		return new LiteralSql("""
				update :table set state = 'failed', progress_direction = :direction, progress_finished = :finished,
				  progress_started = :started, progress_prefix = :prefix, progress_existing = :existing
				where version = :version
				""", this.tables.history()).param("version", version.toString())
			.param("direction", progress.direction().toString())
			.param("finished", progress.finished())
			.param("started", progress.started())
			.param("prefix", progress.prefix())
			.param("existing", existing(progress))
			.toString();
	}

	String delete(Version version) {
		return new LiteralSql("delete from :table where version = :version", this.tables.history())
			.param("version", version.toString())
			.toString();
	}

	/**
	 * Hold a version that is reverted. The row that it may have is to be deleted before.
	 * @param from the version that the downgrade started from
	 */
	String hold(AppliedMigration applied, Version from) {
		return new LiteralSql("""
				insert into :table (version, upgrade_hash, upgrade_meaning, held_from, held_by, reason)
				values (:version, :hash, :meaning, :from, :by, :reason)
				""", this.tables.hold()).param("version", applied.version().toString())
			.param("hash", applied.upgrade().bytes())
			.param("meaning", applied.upgrade().meaning())
			.param("from", from.toString())
			.param("by", this.run.by())
			.param("reason", this.run.reason())
			.toString();
	}

	/**
	 * End the hold of a version.
	 */
	String release(Version version) {
		return new LiteralSql("delete from :table where version = :version", this.tables.hold())
			.param("version", version.toString())
			.toString();
	}

	/**
	 * Return the duration that the row of a step tells, or the one given where the step
	 * leaves no row.
	 */
	@Nullable Expression durationOf(PreparedStep step, @Nullable Expression otherwise) {
		if (step.step() instanceof Repeat repeat) {
			return new Expression(new LiteralSql(
					"(select duration_ms from :table where version is null and description = :description)",
					this.tables.history())
				.param("description", repeat.description())
				.toString());
		}
		return (step.recorded() == null) ? otherwise : new Expression(
				new LiteralSql("(select duration_ms from :table where version = :version)", this.tables.history())
					.param("version", step.version().toString())
					.toString());
	}

	/**
	 * Insert the row of a repeatable script that has run or is recorded. The one that it
	 * had is to be deleted before.
	 */
	String insert(Repeat repeat, ScriptOutline outline, State state, @Nullable Expression durationMs) {
		Script script = repeat.repeatable().script();
		return new LiteralSql(
				"""
						insert into :table (description, script, state, upgrade_hash, upgrade_meaning, upgrade_text, resolved_hash,
						  applied_by, build, duration_ms)
						values (:description, :script, :state, :hash, :meaning, :text, :resolved, :by, :build, :duration)
						""",
				this.tables.history())
			.param("description", repeat.description())
			.param("script", script.name())
			.param("state", state.toString())
			.param("hash", script.hash())
			.param("meaning", outline.meaning())
			.param("text", CompressedText.of(script))
			.param("resolved", repeat.hash())
			.param("by", this.run.by())
			.param("build", this.run.build())
			.param("duration", durationMs)
			.toString();
	}

	/**
	 * Delete the row of a repeatable script, so that it is pending.
	 */
	String delete(Repeat repeat) {
		return new LiteralSql("delete from :table where version is null and description = :description",
				this.tables.history())
			.param("description", repeat.description())
			.toString();
	}

	/**
	 * Add a row to the journal.
	 * @param version the version, or {@code null} for a repeatable script
	 * @param script the name of the script, or {@code null} if none runs
	 * @param durationMs how long it has taken, in milliseconds, or {@code null}
	 */
	String journal(String action, @Nullable Version version, @Nullable String script, String outcome,
			@Nullable Source source, @Nullable Expression durationMs, @Nullable String message) {
		return new LiteralSql("""
				insert into :table (action, version, script, outcome, source, actor, reason, instance, build, plan,
				  duration_ms, message)
				values (:action, :version, :script, :outcome, :source, :actor, :reason, :instance, :build, :plan,
				  :duration, :message)
				""", this.tables.journal()).param("action", action)
			.param("version", (version != null) ? version.toString() : null)
			.param("script", script)
			.param("outcome", outcome)
			.param("source", (source != null) ? source.toString() : null)
			.param("actor", this.run.by())
			.param("reason", this.run.reason())
			.param("instance", this.run.instance())
			.param("build", this.run.build())
			.param("plan", this.run.plan())
			.param("duration", durationMs)
			.param("message", message)
			.toString();
	}

	/**
	 * Return the id of the last row of the journal, to which only the owner of the claim
	 * adds.
	 */
	long lastJournal(Session session) {
		return session.ask("Reading the journal",
				() -> session.jdbc()
					.sql("select coalesce(max(id), 0) from %s".formatted(this.tables.journal()))
					.query(Long.class)
					.single());
	}

	private static @Nullable String existing(Progress progress) {
		return (progress.existing() != null)
				? progress.existing().stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}")) : null;
	}

	/**
	 * A migration with all that its history row says.
	 *
	 * @param migration the migration
	 * @param outline what its upgrade script tells
	 * @param downgradeOutline what its downgrade script tells, or {@code null} without
	 * one that can be kept
	 */
	record Recorded(Migration migration, ScriptOutline outline, @Nullable ScriptOutline downgradeOutline) {

		static Recorded of(Migration migration, ScriptPlaceholders placeholders) {
			Script downgrade = migration.downgrade();
			return new Recorded(migration, ScriptOutline.of(migration.upgrade(), placeholders.of(migration.upgrade())),
					(downgrade != null && !downgrade.isCode()) ? ScriptOutline.of(downgrade, placeholders.of(downgrade))
							: null);
		}

		@Nullable String irreversible() {
			String reason = this.outline.directives().irreversible();
			return (reason == null && this.downgradeOutline != null) ? this.downgradeOutline.directives().irreversible()
					: reason;
		}

	}

}
