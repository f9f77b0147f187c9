package dev.migrateboot.command;

import java.util.concurrent.Callable;

import dev.migrateboot.MigrationPlan;
import dev.migrateboot.Migrations;
import dev.migrateboot.Refusal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * Prints what would run on the way to a target.
 */
@Command(name = "plan", description = "Print what would run on the way to a target, and run nothing.")
final class PlanCommand implements Callable<Integer> {

	@Parameters(arity = "0..1", paramLabel = "<target>",
			description = "Where to: head, base, a version, +n or -n; head if left out.", defaultValue = "head")
	private String target = "head";

	@Mixin
	private final OutputOption output = new OutputOption();

	private final Application application;

	PlanCommand(Application application) {
		this.application = application;
	}

	@Override
	public Integer call() {
		Migrations migrations = this.application.migrations();
		MigrationPlan plan = migrations.plan(RelativeTarget.parse(this.target));
		Terminal terminal = this.application.terminal();
		PlanAnswer answer = PlanAnswer.of(plan, migrations.preview(plan), this.application.afterDowngrade());
		this.output.print(terminal, answer, () -> answer.print(terminal.out()));
		Refusal refusal = plan.refusal();
		if (refusal != null) {
			new Failure(refusal.message(), refusal.action()).print(terminal, null);
			return CommandExecution.FAILED;
		}
		return CommandExecution.DONE;
	}

}
