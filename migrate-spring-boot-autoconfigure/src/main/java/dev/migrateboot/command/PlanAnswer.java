package dev.migrateboot.command;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.migrateboot.Direction;
import dev.migrateboot.Loss;
import dev.migrateboot.MigrationPlan;
import dev.migrateboot.MigrationStep;
import dev.migrateboot.Migrations.StepPreview;
import dev.migrateboot.Refusal;
import dev.migrateboot.RelationLock;
import dev.migrateboot.Source;
import dev.migrateboot.Version;
import org.jspecify.annotations.Nullable;

/**
 * A plan as the endpoint answers it.
 */
record PlanAnswer(String from, String to, String direction, boolean allowed, @Nullable Refusal refusal, String plan,
		@Nullable String after, List<Step> steps) {

	/**
	 * Return the answer.
	 * @param after what instances do while a downgrade is held
	 */
	static PlanAnswer of(MigrationPlan plan, List<StepPreview> previews, String after) {
		return new PlanAnswer(Text.version(plan.from()), Text.version(plan.to()), plan.direction().toString(),
				plan.refusal() == null, plan.refusal(), plan.id(),
				(plan.direction() == Direction.DOWNGRADE) ? after : null, previews.stream().map(Step::of).toList());
	}

	/**
	 * Print it for people.
	 */
	void print(PrintStream out) {
		if (this.steps.isEmpty()) {
			out.println("Nothing to do, the database is at %s.".formatted(this.from));
			return;
		}
		out.println("%s from %s to %s: %s".formatted(this.direction, this.from, this.to,
				Text.count(this.steps.size(), "step")));
		for (Step step : this.steps) {
			step.print(out);
		}
	}

	/**
	 * One step of it.
	 */
	record Step(@Nullable Version version, @Nullable String script, String direction, @Nullable Source source,
			boolean transactional, @Nullable Boolean partial, @Nullable String sql,
			@Nullable Map<String, String> sources, @Nullable List<Loss> loses, @Nullable List<RelationLock> locks) {

		static Step of(StepPreview preview) {
			MigrationStep step = preview.step();
			boolean partial = step instanceof MigrationStep.Revert revert && revert.partial();
			String sql = preview.sql();
			String packaged = preview.packagedSql();
			Map<String, String> sources = (sql != null && packaged != null)
					? Map.of("history", sql, "package", packaged) : null;
			return new Step(step.version(), (step instanceof MigrationStep.Repeat) ? step.label() : null,
					step.direction().toString(), step.source(), preview.transactional(), partial ? Boolean.TRUE : null,
					(step.source() == null && sources != null) ? null : sql, sources,
					preview.loses().isEmpty() ? null : preview.loses(),
					preview.locks().isEmpty() ? null : preview.locks());
		}

		void print(PrintStream out) {
			out.println();
			out.println("%s %s, %s, %s".formatted(this.direction, label(), from(),
					this.transactional ? "in one transaction" : "not in one transaction"));
			texts().forEach((name, text) -> {
				if (this.source == null) {
					out.println("  source=" + name);
				}
				text.stripTrailing().lines().forEach((line) -> out.println(("    " + line).stripTrailing()));
			});
			if (this.loses != null) {
				this.loses.forEach((loss) -> out.println("  " + describe(loss)));
			}
			if (this.locks != null) {
				this.locks.forEach((lock) -> out.println("  locks %s: %s".formatted(lock.object(), lock.mode())));
			}
		}

		private static String describe(Loss loss) {
			if (loss.kind() == Loss.Kind.UNKNOWN) {
				return "nobody can tell what it takes away: " + loss.object();
			}
			String rows = Boolean.TRUE.equals(loss.empty()) ? ", which has no rows" : (loss.estimatedRows() != null)
					? ", about %s %s".formatted(loss.estimatedRows(), (loss.estimatedRows() == 1) ? "row" : "rows")
					: "";
			return switch (loss.kind()) {
				case TRUNCATED -> "loses all rows of " + loss.object() + rows;
				case DELETED -> "loses rows of " + loss.object() + rows;
				default -> "loses %s %s%s".formatted(loss.kind(), loss.object(), rows);
			};
		}

		private String label() {
			return (this.version != null) ? this.version.toString() : String.valueOf(this.script);
		}

		private String from() {
			if (this.source == null) {
				return "with a choice of scripts";
			}
			return (this.source == Source.HISTORY) ? "script from the history" : "script of this build";
		}

		private Map<String, String> texts() {
			if (this.sql != null) {
				return Map.of(String.valueOf(this.source), this.sql);
			}
			return (this.sources != null) ? new TreeMap<>(this.sources) : Map.of();
		}

	}

}
