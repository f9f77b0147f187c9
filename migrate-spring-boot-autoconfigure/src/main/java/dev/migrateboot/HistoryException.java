package dev.migrateboot;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the history and this build contradict each other. Nothing has been run.
 */
public final class HistoryException extends MigrateException {

	/**
	 * What to do about a statement whose outcome is not known.
	 */
	static final String DECIDE = "Look in the database whether the statement has taken effect. Finish or revert the "
			+ "revision by hand, then record the version that the database is at with Migrations.stamp(Target).";

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
				"Put the script back as it was applied and write the change as a new revision. To start all the same, set "
						+ "migrate.on-changed-script=warn.");
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

	static HistoryException pending(List<Version> pending, @Nullable Version current) {
		String versions = pending.stream().map(Version::toString).collect(Collectors.joining(", "));
		return new HistoryException("pending",
				"The database is at %s, %s %s pending. migrate.startup=validate applies nothing."
					.formatted(Planner.printed(current), versions, (pending.size() == 1) ? "is" : "are"),
				"Apply what is pending with an instance that is started with migrate.startup=upgrade, then start again.");
	}

	static HistoryException waitedInVain(List<Version> pending, @Nullable Version current, String waited) {
		String versions = pending.stream().map(Version::toString).collect(Collectors.joining(", "));
		return new HistoryException("pending",
				"Waited %s for another process to migrate; the database is at %s, %s %s still pending."
					.formatted(waited, Planner.printed(current), versions, (pending.size() == 1) ? "is" : "are"),
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

	static HistoryException newerLayout(int format, int readable) {
		return new HistoryException("newer-layout",
				"The tables of the history have format %s, readable from format %s on; this build reads format %s."
					.formatted(format, readable, TableLayout.FORMAT),
				"Use a newer version of migrate-spring-boot.");
	}

	static HistoryException outcomeUnknown(Version version, String place) {
		return new HistoryException("outcome-unknown",
				"Revision %s stopped half-way: the statement at %s was started outside a transaction, and its outcome is unknown."
					.formatted(version, place),
				DECIDE);
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

	static HistoryException foreignVersions(List<Version> versions) {
		String printed = versions.stream().map(Version::toString).collect(Collectors.joining(", "));
		return new HistoryException("newer-database",
				"The history holds %s, which this build does not contain; a stamp would forget them together with their stored downgrade scripts."
					.formatted(printed),
				"Stamp with a build that contains them, or take the database back first.");
	}

}
