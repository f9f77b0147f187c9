package dev.migrateboot.actuate;

import java.util.List;

import dev.migrateboot.MigrationReport;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What a run did.
 *
 * @param from the current version before, or {@code base}
 * @param to the current version after, or {@code base}
 * @param direction {@code upgrade}, {@code downgrade} or {@code none}
 * @param journal the id of its last journal row, absent if nothing was done
 * @param steps the steps in the order they ran
 */
public record ReportDescriptor(String from, String to, String direction, @Nullable String journal,
		List<StepDescriptor> steps) implements OperationResponseBody {

	static ReportDescriptor of(MigrationReport report) {
		return new ReportDescriptor(PlanDescriptor.printed(report.from()), PlanDescriptor.printed(report.to()),
				report.direction().toString(), (report.journal() != null) ? report.journal().toString() : null,
				report.steps().stream().map(StepDescriptor::of).toList());
	}

	/**
	 * One step.
	 *
	 * @param version the version, absent for a repeatable script
	 * @param script the name of a repeatable script, absent for a version
	 * @param direction {@code upgrade} or {@code downgrade}
	 * @param source where the text came from
	 * @param outcome {@code applied} or {@code reverted}
	 * @param durationMs how long it took, in milliseconds
	 */
	public record StepDescriptor(@Nullable String version, @Nullable String script, String direction,
			@Nullable String source, String outcome, long durationMs) {

		static StepDescriptor of(MigrationReport.Step step) {
			return new StepDescriptor((step.version() != null) ? step.version().toString() : null, step.script(),
					step.direction().toString(), (step.source() != null) ? step.source().toString() : null,
					step.outcome(), step.durationMs());
		}

	}

}
