package dev.migrateboot;

import java.util.List;
import java.util.stream.Collectors;

import dev.migrateboot.AppliedMigration.Progress;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when the history and this build contradict each other. Nothing has been run.
 */
public final class HistoryException extends MigrateException {

	private HistoryException(String error, String message, String action) {
		super(error, message, action, null);
	}

	static HistoryException changed(List<ChangedScript> changed) {
		String scripts = changed.stream()
			.map((script) -> script.migration().upgrade() + " has been changed after it was applied"
					+ ((script.diff() != null) ? ":\n\n" + script.diff()
							: " (the applied text was too long to be kept)."))
			.collect(Collectors.joining("\n"));
		return new HistoryException("changed-script", scripts,
				"Put the script back as it was applied and write the change as a new revision. Where the database is as the "
						+ "script says by now, accept the script in place of the applied one: %s. To start all the same, set migrate.on-changed-script=warn."
							.formatted(repair(changed.get(0).migration().version(), "")));
	}

	static HistoryException outOfOrder(List<Version> late, Version current) {
		String versions = late.stream().map(Version::toString).collect(Collectors.joining(", "));
		return new HistoryException("out-of-order",
				"%s %s pending below the current version %s. Nothing has been run.".formatted(versions,
						(late.size() == 1) ? "is" : "are", current),
				"Give %s a version above %s, or set migrate.out-of-order=apply."
					.formatted((late.size() == 1) ? "the script" : "the scripts", current));
	}

	static HistoryException newer(Version current, @Nullable Version head) {
		return new HistoryException("newer-database",
				"The database is at version %s, this build knows versions up to %s only.".formatted(current,
						Planner.printed(head)),
				"Start a build that contains %s, or take the database back, or set migrate.on-newer-database=warn."
					.formatted(current));
	}

	static HistoryException pending(List<String> pending, @Nullable Version current) {
		return new HistoryException("pending",
				"The database is at %s, %s %s pending. migrate.startup=validate applies nothing.".formatted(
						Planner.printed(current), String.join(", ", pending), (pending.size() == 1) ? "is" : "are"),
				"Apply what is pending with an instance that is started with migrate.startup=upgrade, then start again.");
	}

	static HistoryException held(Hold hold, List<Version> held, @Nullable Version current) {
		String versions = held.stream().map(Version::toString).collect(Collectors.joining(", "));
		return new HistoryException("held",
				"%s The database is at %s, and this build contains %s as %s then. Nothing has been run.".formatted(
						hold.describe(), Planner.printed(current), versions,
						(held.size() == 1) ? "it was" : "they were"),
				"Start a build that fits: the one that was there before %s, or a later release, with %s corrected or a version above %s. "
					.formatted(versions, (held.size() == 1) ? "that script" : "a script", hold.from())
						+ "Or end the hold on purpose by upgrading past it: POST /actuator/migrations/head to a running instance, "
						+ "or 'java -jar <this build> migrate upgrade'.");
	}

	static HistoryException waitedInVain(List<String> pending, @Nullable Version current, String waited) {
		return new HistoryException("pending",
				"Waited %s for another process to migrate; the database is at %s, %s %s still pending.".formatted(
						waited, Planner.printed(current), String.join(", ", pending),
						(pending.size() == 1) ? "is" : "are"),
				"Look at what that process does, or raise migrate.claim-timeout.");
	}

	static HistoryException unversioned(String schema, String tables, @Nullable String foreign, String stamp) {
		return new HistoryException("unversioned-schema",
				"Schema %s has tables (%s) but no migration history.%s Nothing has been run.".formatted(schema, tables,
						(foreign != null) ? " " + foreign : ""),
				"If these tables are what the migrations would build, record the version they are at, once, without running anything: %s. "
					.formatted(stamp)
						+ "If they belong to something else, set migrate.on-unversioned-schema=upgrade, or migrate.schema to a schema of its own.");
	}

	static HistoryException twoHistories(String table, List<String> schemas) {
		return new HistoryException("ambiguous-history",
				"The table %s exists in more than one schema of the search path: %s.".formatted(table,
						String.join(", ", schemas)),
				"Set migrate.schema to the one that counts.");
	}

	static HistoryException holdMissing(Tables tables) {
		return new HistoryException("incomplete-history",
				"%s exists, but %s does not: what has to stay down is not known. Nothing has been run."
					.formatted(tables.history(), tables.hold()),
				"Restore it from a backup together with the other tables. Where no downgrade has to stay down, create it empty: %s;"
					.formatted(TableLayout.hold(tables).replaceAll("\\s+", " ")));
	}

	static HistoryException newerLayout(int format, int readable) {
		return new HistoryException("newer-layout",
				"The tables of the history have format %s, readable from format %s on; this build reads format %s."
					.formatted(format, readable, TableLayout.FORMAT),
				"Use a newer version of migrate-spring-boot.");
	}

	static HistoryException outcomeUnknown(PreparedStep step, Progress progress, String place) {
		return new HistoryException("outcome-unknown",
				"Revision %s stopped half-way: the statement at %s was started outside a transaction, and its outcome is unknown."
					.formatted(step.version(), place),
				decide(step, progress.finished() + 1));
	}

	/**
	 * Return what to do about a statement whose outcome is not known.
	 */
	static String decide(PreparedStep step, int statement) {
		String done = repair(step.version(), " --statement=%s --done".formatted(statement));
		String again = repair(step.version(), " --statement=%s --again".formatted(statement));
		if (step.outline().mode() == ScriptOutline.Mode.AS_WRITTEN) {
			return "Look in the database what has taken effect of the script from this statement on: it ends its transactions itself. "
					+ "Then record it, once all of it has taken effect, with %s, or with %s to send all of it again."
						.formatted(done, again);
		}
		return "Look in the database whether the statement has taken effect. Then record it: if it has, with %s, else, to send it again, with %s."
			.formatted(done, again);
	}

	static HistoryException notInHistory(Version version) {
		return notRepaired("Version %s is not in the history.".formatted(version),
				"Repair a version that is applied or has stopped half-way; the status lists them.");
	}

	static HistoryException nothingToAccept(Version version) {
		return notRepaired("This build has no script of version %s that could be accepted.".formatted(version),
				"Repair with the build whose script is to be accepted.");
	}

	static HistoryException sameScript(Version version, Script script) {
		return notRepaired(
				"%s is what was applied as version %s: there is nothing to accept.".formatted(script, version),
				"Repair a version whose script has changed; the status shows it as changed.");
	}

	static HistoryException notApplied(Version version) {
		return notRepaired("Revision %s stopped half-way, so its script is not applied yet and cannot be accepted."
			.formatted(version), "Finish the revision first: what has not run yet may be corrected without a repair.");
	}

	static HistoryException noOpenStatement(Version version) {
		return notRepaired("Revision %s has no statement whose outcome is unknown.".formatted(version),
				"Go on without a repair: an upgrade or a downgrade goes on behind the statements that are finished.");
	}

	static HistoryException notTheOpenStatement(Version version, int statement, OpenStatement open) {
		return notRepaired(
				"Statement %s of revision %s is not the one whose outcome is unknown: that is statement %s, at %s."
					.formatted(statement, version, open.number(), open.place()),
				"Look in the database whether statement %s has taken effect, and repair that one."
					.formatted(open.number()));
	}

	static HistoryException openStatementGone(Version version) {
		return notRepaired(
				"This build has no script of revision %s that begins with what is finished of it and goes on behind that."
					.formatted(version),
				"Repair with the script as it was when the revision stopped.");
	}

	private static HistoryException notRepaired(String message, String action) {
		return new HistoryException("not-repaired", message + " Nothing has been changed.", action);
	}

	private static String repair(Version version, String options) {
		return "migrate repair %s%s --reason=\"<reason>\"".formatted(version, options);
	}

	static HistoryException prefixChanged(Version version, String script, int finished) {
		return new HistoryException("changed-script",
				"Revision %s stopped half-way, and %s of %s, finished by then, %s been changed since.".formatted(
						version,
						(finished == 1) ? "the first statement" : "the first %s statements".formatted(finished), script,
						(finished == 1) ? "has" : "have"),
				"Put the finished statements back as they were; only what has not run yet may be corrected.");
	}

	static HistoryException codeForHalf(AppliedMigration row, String type) {
		return new HistoryException("changed-script",
				"Revision %s stopped half-way in a script; %s, a migration in code, cannot go on from there. Nothing has been run."
					.formatted(row.version(), type),
				"Put the script %s back until the revision is finished.".formatted(row.script()));
	}

	static HistoryException halfReverted(Version version) {
		return new HistoryException("half-reverted",
				"Revision %s stopped half-way while it was being reverted. Nothing has been run.".formatted(version),
				"Finish the downgrade first: ask for the same downgrade again. It goes on behind the statements that are "
						+ "finished.");
	}

	static HistoryException unsafeTables(List<String> findings, List<String> remedies) {
		return new HistoryException("unsafe-tables",
				"Stored downgrade scripts are not run while others than the owner can change the tables of the history: %s. Nothing has been run."
					.formatted(String.join("; ", findings)),
				"Find out whether what is stored is still what was applied, then as the owner: %s;"
					.formatted(String.join("; ", remedies)));
	}

	static HistoryException foreignVersions(List<Version> versions) {
		String printed = versions.stream().map(Version::toString).collect(Collectors.joining(", "));
		return new HistoryException("newer-database",
				"The history holds %s, which this build does not contain; a stamp would forget them together with their stored downgrade scripts."
					.formatted(printed),
				"Stamp with a build that contains them, or take the database back first. To forget them: migrate stamp <target> --purge.");
	}

}
