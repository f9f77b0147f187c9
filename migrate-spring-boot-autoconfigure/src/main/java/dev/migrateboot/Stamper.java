package dev.migrateboot;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import dev.migrateboot.AppliedMigration.State;
import dev.migrateboot.HistoryWriter.Recorded;
import dev.migrateboot.MigrationReport.Step;
import dev.migrateboot.MigrationStep.Repeat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records versions without running their scripts.
 */
final class Stamper {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private final MigrateSettings settings;

	private final HistoryTable table;

	Stamper(MigrateSettings settings, HistoryTable table) {
		this.settings = settings;
		this.table = table;
	}

	/**
	 * Make the history hold exactly the migrations up to a version. At this build's head
	 * its repeatable scripts are recorded too, as if they had run.
	 * @param to the highest version to record, or {@code null} for none
	 * @param purge whether versions that this build lacks are removed too
	 */
	MigrationReport stamp(Session session, Tables tables, Run run, PackagedScripts scripts, @Nullable Version to,
			boolean purge) {
		try {
			return Claim.transaction(session, tables, run.begun("stamp", Planner.printed(to), 1),
					this.settings.claimTimeout(), () -> {
						History history = this.table.readAll(session);
						HistoryWriter writer = new HistoryWriter(tables, run);
						List<Step> steps = new ArrayList<>();
						for (AppliedMigration row : purged(scripts.migrations(), history, purge)) {
							steps.add(remove(session, writer, row));
						}
						return stamp(session, writer, run, scripts, to, history, steps);
					});
		}
		catch (SQLException ex) {
			throw DatabaseException.translate("Recording versions", ex);
		}
	}

	private MigrationReport stamp(Session session, HistoryWriter writer, Run run, PackagedScripts scripts,
			@Nullable Version to, History history, List<Step> steps) throws SQLException {
		List<Migration> migrations = scripts.migrations();
		ScriptPlaceholders placeholders = new ScriptPlaceholders(this.settings, session);
		for (Migration migration : migrations) {
			AppliedMigration row = history.find(migration.version());
			boolean wanted = to != null && migration.version().compareTo(to) <= 0;
			boolean recorded = row != null && row.state() != State.FAILED;
			if (wanted == recorded && (row == null || recorded)) {
				continue;
			}
			if (row != null) {
				session.execute(writer.delete(row.version()));
			}
			if (wanted) {
				session.execute(writer.insert(Recorded.of(migration, placeholders), State.STAMPED, null, null));
			}
			String outcome = wanted ? "stamped" : "removed";
			session.execute(writer.journal("stamp", migration.version(), migration.upgrade().name(), outcome, null,
					null, null));
			steps.add(new Step(migration.version(), migration.description(), null,
					wanted ? Direction.UPGRADE : Direction.DOWNGRADE, null, outcome, 0));
			logger.info("{} {} without running anything", wanted ? "Stamped" : "Removed", migration.version());
		}
		if (to != null) {
			endHold(session, new HoldWriter(writer, run, history), to);
		}
		Version head = migrations.isEmpty() ? null : migrations.get(migrations.size() - 1).version();
		if (Objects.equals(to, head)) {
			for (Repeat repeat : scripts.changed(history, DefinedPlaceholders.of(this.settings))) {
				steps.add(stamp(session, writer, repeat, placeholders));
			}
		}
		return new MigrationReport(history.current(), to, Direction.NONE,
				steps.isEmpty() ? null : writer.lastJournal(session), steps);
	}

	private static void endHold(Session session, HoldWriter holds, Version to) throws SQLException {
		for (String record : holds.ended(to, null)) {
			session.execute(record);
		}
		holds.committed();
	}

	private static Step stamp(Session session, HistoryWriter writer, Repeat repeat, ScriptPlaceholders placeholders)
			throws SQLException {
		Script script = repeat.repeatable().script();
		ScriptOutline outline = ScriptOutline.of(script, placeholders.of(script));
		session.execute(writer.delete(repeat));
		session.execute(writer.insert(repeat, outline, State.STAMPED, null));
		session.execute(writer.journal("stamp", null, script.name(), "stamped", null, null, null));
		logger.info("Stamped {} without running anything", script.name());
		return new Step(null, repeat.description(), script.name(), Direction.UPGRADE, null, "stamped", 0);
	}

	private static Step remove(Session session, HistoryWriter writer, AppliedMigration row) throws SQLException {
		session.execute(writer.delete(row.version()));
		session.execute(writer.journal("stamp", row.version(), row.script(), "removed", null, null, null));
		logger.info("Removed {}, which this build lacks{}", row.version(),
				(row.downgrade() != null) ? ", with its stored downgrade script " + row.downgradeScript() : "");
		return new Step(row.version(), row.description(), null, Direction.DOWNGRADE, null, "removed", 0);
	}

	private static List<AppliedMigration> purged(List<Migration> migrations, History history, boolean purge) {
		List<AppliedMigration> foreign = history.applied()
			.stream()
			.filter((row) -> migrations.stream().noneMatch((migration) -> migration.version().equals(row.version())))
			.toList();
		if (!foreign.isEmpty() && !purge) {
			throw HistoryException.foreignVersions(foreign.stream().map(AppliedMigration::version).toList());
		}
		return foreign;
	}

}
