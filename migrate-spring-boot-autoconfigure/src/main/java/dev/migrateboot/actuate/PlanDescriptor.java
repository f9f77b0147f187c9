package dev.migrateboot.actuate;

import java.util.List;
import java.util.Map;

import dev.migrateboot.Direction;
import dev.migrateboot.Loss;
import dev.migrateboot.MigrationPlan;
import dev.migrateboot.MigrationStep;
import dev.migrateboot.Migrations.StepPreview;
import dev.migrateboot.Refusal;
import dev.migrateboot.RelationLock;
import dev.migrateboot.Version;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The way to a target.
 *
 * @param from the current version, or {@code base}
 * @param to the version that will be current, or {@code base}
 * @param direction {@code upgrade}, {@code downgrade} or {@code none}
 * @param allowed whether it may be executed
 * @param refusal why not, absent if it may
 * @param plan the id to execute it by
 * @param after what every instance whose head is above {@code to} does after a downgrade,
 * absent for an upgrade
 * @param steps what will run, in this order
 */
public record PlanDescriptor(String from, String to, String direction, boolean allowed, @Nullable Refusal refusal,
		String plan, @Nullable String after, List<StepDescriptor> steps) implements OperationResponseBody {

	static PlanDescriptor of(MigrationPlan plan, @Nullable Refusal refusal, String after, List<StepPreview> previews,
			boolean showSql) {
		return new PlanDescriptor(printed(plan.from()), printed(plan.to()), plan.direction().toString(),
				refusal == null, refusal, plan.id(), (plan.direction() == Direction.DOWNGRADE) ? after : null,
				previews.stream().map((preview) -> StepDescriptor.of(preview, showSql)).toList());
	}

	static String printed(@Nullable Version version) {
		return (version != null) ? version.toString() : "base";
	}

	/**
	 * One step.
	 *
	 * @param version the version, absent for a repeatable script
	 * @param script the name of a repeatable script, absent for a version
	 * @param direction {@code upgrade} or {@code downgrade}
	 * @param source where the text comes from; absent while a choice is open
	 * @param transactional whether it runs in one transaction
	 * @param partial {@code true} if a revision is reverted that stopped half-way, else
	 * absent
	 * @param sql the text, absent if it is not shown or a choice is open
	 * @param sources the texts to choose from by their source, absent without a choice
	 * @param loses what it takes away, absent if nothing
	 * @param locks the relations that it locks, absent if none
	 */
	public record StepDescriptor(@Nullable String version, @Nullable String script, String direction,
			@Nullable String source, boolean transactional, @Nullable Boolean partial, @Nullable String sql,
			@Nullable Map<String, String> sources, @Nullable List<LossDescriptor> loses,
			@Nullable List<RelationLock> locks) {

		static StepDescriptor of(StepPreview preview, boolean showSql) {
			MigrationStep step = preview.step();
			boolean partial = step instanceof MigrationStep.Revert revert && revert.partial();
			String sql = preview.sql();
			String packaged = preview.packagedSql();
			boolean open = step.source() == null && sql != null && packaged != null;
			return new StepDescriptor((step.version() != null) ? step.version().toString() : null,
					(step instanceof MigrationStep.Repeat) ? step.label() : null, step.direction().toString(),
					(step.source() != null) ? step.source().toString() : null, preview.transactional(),
					partial ? Boolean.TRUE : null, (showSql && !open) ? sql : null,
					(showSql && sql != null && packaged != null) ? Map.of("history", sql, "package", packaged) : null,
					preview.loses().isEmpty() ? null : preview.loses().stream().map(LossDescriptor::of).toList(),
					preview.locks().isEmpty() ? null : preview.locks());
		}

	}

	/**
	 * Something that a step takes away.
	 *
	 * @param object what, for the kind {@code unknown} the statement that nobody can tell
	 * about
	 * @param kind {@code table}, {@code column}, {@code schema}, {@code truncated},
	 * {@code deleted} or {@code unknown}
	 * @param estimatedRows the estimate of its rows, absent if there is none
	 * @param empty {@code true} if it has no rows, absent if that cannot be told
	 */
	public record LossDescriptor(String object, String kind, @Nullable Long estimatedRows, @Nullable Boolean empty) {

		static LossDescriptor of(Loss loss) {
			return new LossDescriptor(loss.object(), loss.kind().toString(), loss.estimatedRows(), loss.empty());
		}

	}

}
