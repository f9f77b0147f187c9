package dev.migrateboot;

import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import dev.migrateboot.AppliedMigration.Progress;
import dev.migrateboot.AppliedMigration.State;
import dev.migrateboot.MigrationReport.Step;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Corrects the record of one version, without running anything of its scripts.
 */
final class Repairer {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private static final int SHOWN_OF_HASH = 12;

	private final MigrateSettings settings;

	private final HistoryTable table;

	Repairer(MigrateSettings settings, HistoryTable table) {
		this.settings = settings;
		this.table = table;
	}

	/**
	 * Take the claim and repair a version, together with the journal row of it.
	 * @param migrations this build's migrations
	 * @throws HistoryException if there is nothing of the kind to repair
	 */
	MigrationReport repair(Session session, Tables tables, Run run, Version version, List<Migration> migrations,
			Repair repair) {
		Migration migration = migrations.stream()
			.filter((candidate) -> candidate.version().equals(version))
			.findFirst()
			.orElse(null);
		try {
			return Claim.transaction(session, tables, run.begun("repair", version.toString(), 1),
					this.settings.claimTimeout(), () -> {
						History history = this.table.readAll(session);
						AppliedMigration row = history.find(version);
						if (row == null) {
							throw HistoryException.notInHistory(version);
						}
						HistoryWriter writer = new HistoryWriter(tables, run);
						Outcome outcome = (repair instanceof Repair.AcceptScript) ? accept(writer, row, migration)
								: decide(writer, row, scripts(session, tables, row, migration), repair);
						return record(session, writer, row, outcome, history.current());
					});
		}
		catch (SQLException ex) {
			throw DatabaseException.translate("Repairing revision " + version, ex);
		}
	}

	private static MigrationReport record(Session session, HistoryWriter writer, AppliedMigration row, Outcome outcome,
			@Nullable Version current) throws SQLException {
		session.execute(outcome.record());
		session.execute(
				writer.journal("repair", row.version(), row.script(), outcome.name(), null, null, outcome.message()));
		logger.info("Repaired {}: {}", row.version(), outcome.message());
		Step step = new Step(row.version(), row.description(), null, outcome.direction(), null, outcome.name(), 0);
		return new MigrationReport(current, current, Direction.NONE, writer.lastJournal(session), List.of(step));
	}

	private static Outcome accept(HistoryWriter writer, AppliedMigration row, @Nullable Migration migration) {
		if (row.state() == State.FAILED) {
			throw HistoryException.notApplied(row.version());
		}
		if (migration == null) {
			throw HistoryException.nothingToAccept(row.version());
		}
		Script script = migration.upgrade();
		if (script.hash().equals(row.upgrade().bytes()) && script.name().equals(row.script())
				&& migration.description().equals(row.description())) {
			throw HistoryException.sameScript(row.version(), script);
		}
		String record = writer.accept(migration, ScriptOutline.of(script).meaning());
		return new Outcome(record, "accepted", Direction.UPGRADE,
				"%s (%s) was accepted in place of %s (%s), which was applied.".formatted(script, shown(script.hash()),
						row.script(), shown(row.upgrade().bytes())));
	}

	private static Outcome decide(HistoryWriter writer, AppliedMigration row, Stream<Script> scripts, Repair repair) {
		Progress progress = row.progress();
		if (row.state() != State.FAILED || progress == null || !progress.started()) {
			throw HistoryException.noOpenStatement(row.version());
		}
		OpenStatement open = scripts.map((script) -> OpenStatement.find(script, progress))
			.filter(Objects::nonNull)
			.findFirst()
			.orElseThrow(() -> HistoryException.openStatementGone(row.version()));
		boolean done = repair instanceof Repair.StatementDone;
		int statement = (repair instanceof Repair.StatementDone finished) ? finished.statement()
				: ((Repair.StatementAgain) repair).statement();
		if (statement != open.number()) {
			throw HistoryException.notTheOpenStatement(row.version(), statement, open);
		}
		Progress decided = done ? open.after() : new Progress(progress.direction(), progress.finished(), false,
				progress.prefix(), progress.existing());
		String record = writer.progress(row.version(), decided);
		return new Outcome(record, done ? "done" : "again", progress.direction(),
				"Statement %s at %s %s.".formatted(statement, open.place(),
						done ? "was recorded as finished" : "was recorded as not run, to be sent again"));
	}

	/**
	 * Return the scripts that may have been running, in the order of likelihood.
	 */
	private Stream<Script> scripts(Session session, Tables tables, AppliedMigration row,
			@Nullable Migration migration) {
		boolean reverting = row.progress() != null && row.progress().direction() == Direction.DOWNGRADE;
		if (!reverting) {
			return (migration != null) ? Stream.of(migration.upgrade()) : Stream.of();
		}
		Stream<Script> stored = (row.downgrade() != null) ? Stream.of(this.table.downgrade(session, tables, row))
				: Stream.of();
		return (migration != null && migration.downgrade() != null)
				? Stream.concat(stored, Stream.of(migration.downgrade())) : stored;
	}

	private static String shown(String hash) {
		return hash.substring(0, Math.min(SHOWN_OF_HASH, hash.length()));
	}

	/**
	 * What a repair has come to.
	 *
	 * @param record the statement that records it
	 * @param name the outcome for the journal
	 * @param direction the direction of what was repaired
	 * @param message what was accepted or decided
	 */
	private record Outcome(String record, String name, Direction direction, String message) {

	}

}
