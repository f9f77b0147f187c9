package dev.migrateboot.command;

import java.io.PrintStream;
import java.util.List;

import dev.migrateboot.MigrationReport;
import dev.migrateboot.Source;
import dev.migrateboot.Version;
import org.jspecify.annotations.Nullable;

/**
 * A report as the endpoint answers it.
 */
record ReportAnswer(String from, String to, String direction, @Nullable String journal, List<Step> steps) {

	static ReportAnswer of(MigrationReport report) {
		return new ReportAnswer(Text.version(report.from()), Text.version(report.to()), report.direction().toString(),
				(report.journal() != null) ? report.journal().toString() : null,
				report.steps().stream().map(Step::of).toList());
	}

	/**
	 * Print it for people, who have read of the steps already if they see log lines on
	 * the same screen.
	 */
	void print(Terminal terminal) {
		PrintStream out = terminal.out();
		if (this.steps.isEmpty()) {
			out.println("Nothing to do, the database is at %s.".formatted(this.to));
			return;
		}
		if (!terminal.isOneScreen()) {
			this.steps.forEach((step) -> out.println("%s %s".formatted(step.outcome(), step.label())));
		}
		out.println("The database is at %s.".formatted(this.to));
	}

	/**
	 * One step of it.
	 */
	record Step(@Nullable Version version, @Nullable String script, String direction, @Nullable Source source,
			String outcome, long durationMs) {

		static Step of(MigrationReport.Step step) {
			return new Step(step.version(), step.script(), step.direction().toString(), step.source(), step.outcome(),
					step.durationMs());
		}

		String label() {
			return (this.version != null) ? this.version.toString() : String.valueOf(this.script);
		}

	}

}
