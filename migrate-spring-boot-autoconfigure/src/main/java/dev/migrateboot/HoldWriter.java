package dev.migrateboot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import dev.migrateboot.MigrationStep.Apply;
import dev.migrateboot.MigrationStep.Revert;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Words what a run tells the hold, in the transaction of each of its steps: a version
 * that is reverted to stay down is held, and whatever lies below a version that is
 * applied is held no more.
 */
final class HoldWriter {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private final HistoryWriter writer;

	private final Run run;

	private final History history;

	private final List<HeldVersion> held;

	private final List<String> news = new ArrayList<>();

	HoldWriter(HistoryWriter writer, Run run, History history) {
		this.writer = writer;
		this.run = run;
		this.history = history;
		this.held = new ArrayList<>(history.held());
	}

	/**
	 * Return the statements that belong to a step.
	 * @param script the name of the script that runs
	 */
	List<String> records(MigrationStep step, String script) {
		if (step instanceof Apply apply) {
			return ended(apply.version(), script);
		}
		return (this.run.hold() && step instanceof Revert revert) ? held(revert, script) : List.of();
	}

	/**
	 * Return the statements that end the hold of every version up to one that is applied.
	 * @param script the name of the script that runs, or {@code null} without one
	 */
	List<String> ended(Version upTo, @Nullable String script) {
		List<String> records = new ArrayList<>();
		for (HeldVersion row : List.copyOf(this.held)) {
			if (row.version().compareTo(upTo) <= 0) {
				records.add(this.writer.release(row.version()));
				records.add(this.writer.journal("hold", row.version(), script, "ended", null, null, null));
				this.held.remove(row);
				this.news.add("The hold of %s ends: %s took the database back from %s%s".formatted(row.version(),
						row.by(), row.from(), (row.reason() != null) ? " (" + row.reason() + ")" : ""));
			}
		}
		return records;
	}

	/**
	 * Log what has been committed.
	 */
	void committed() {
		this.news.forEach(logger::info);
		this.news.clear();
	}

	private List<String> held(Revert revert, String script) {
		this.news.add(
				"%s stays down: no start applies it until somebody upgrades on purpose, its script changes or a later release starts"
					.formatted(revert.version()));
		return List.of(this.writer.release(revert.version()), this.writer.hold(revert.applied(), from(revert)),
				this.writer.journal("hold", revert.version(), script, "held", null, null, null));
	}

	/**
	 * A second downgrade goes on with the first.
	 */
	private Version from(Revert revert) {
		return Stream
			.concat(this.history.applied().stream().map(AppliedMigration::version),
					this.history.heldNow().stream().map(HeldVersion::from))
			.max(Comparator.naturalOrder())
			.orElse(revert.version());
	}

}
