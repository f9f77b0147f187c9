package dev.migrateboot.command;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.migrateboot.MigrationPlan;
import dev.migrateboot.MigrationStatus.Entry;
import dev.migrateboot.MigrationStatus.EntryState;
import dev.migrateboot.MigrationStep;
import dev.migrateboot.Migrations.StepPreview;
import dev.migrateboot.Migrations;
import dev.migrateboot.Target;
import dev.migrateboot.Version;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * Prints what is known of one version.
 */
@Command(name = "show", description = "Print what is known of a version, and the script that would run next.")
final class ShowCommand implements Callable<Integer> {

	@Parameters(paramLabel = "<version>", description = "The version.")
	private String version = "";

	@Mixin
	private final OutputOption output = new OutputOption();

	private final Application application;

	ShowCommand(Application application) {
		this.application = application;
	}

	@Override
	public Integer call() {
		Version wanted = Version.parse(this.version);
		Migrations migrations = this.application.migrations();
		// Fails where there is no such version.
		MigrationPlan there = migrations.plan(new Target.Exactly(wanted));
		Entry entry = migrations.status()
			.migrations()
			.stream()
			.filter((candidate) -> Objects.equals(wanted, candidate.version()))
			.findFirst()
			.orElseThrow();
		boolean pending = entry.state() == EntryState.PENDING || entry.state() == EntryState.OUT_OF_ORDER;
		StepPreview preview = preview(migrations, pending ? there : migrations.plan(Target.BASE), wanted);
		Shown shown = Shown.of(entry, preview);
		Terminal terminal = this.application.terminal();
		this.output.print(terminal, shown, () -> shown.print(terminal));
		return CommandExecution.DONE;
	}

	private static @Nullable StepPreview preview(Migrations migrations, MigrationPlan plan, Version version) {
		List<MigrationStep> steps = plan.steps()
			.stream()
			.filter((step) -> Objects.equals(version, step.version()))
			.toList();
		List<StepPreview> previews = migrations
			.preview(new MigrationPlan(plan.id(), plan.from(), plan.to(), plan.direction(), steps, null));
		return previews.isEmpty() ? null : previews.get(0);
	}

	/**
	 * A version as the endpoint's status has it, and the step that would be next for it.
	 */
	record Shown(@Nullable Version version, String description, String script, EntryState state, boolean reversible,
			@Nullable OffsetDateTime appliedAt, @Nullable String appliedBy, @Nullable Long durationMs,
			PlanAnswer.@Nullable Step next) {

		static Shown of(Entry entry, @Nullable StepPreview preview) {
			return new Shown(entry.version(), entry.description(), entry.script(), entry.state(), entry.reversible(),
					entry.appliedAt(), entry.appliedBy(), entry.durationMs(),
					(preview != null) ? PlanAnswer.Step.of(preview) : null);
		}

		void print(Terminal terminal) {
			terminal.out().println("version      " + this.version);
			terminal.out().println("description  " + this.description);
			terminal.out().println("script       " + this.script);
			terminal.out().println("state        " + this.state);
			terminal.out().println("reversible   " + (this.reversible ? "yes" : "no"));
			if (this.appliedAt != null) {
				terminal.out()
					.println("applied      %s by %s%s".formatted(Text.time(this.appliedAt), this.appliedBy,
							(this.durationMs != null) ? " in " + this.durationMs + " ms" : ""));
			}
			if (this.next != null) {
				this.next.print(terminal.out());
			}
		}

	}

}
