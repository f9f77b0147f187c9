package dev.migrateboot.command;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * Applies what is pending up to a target.
 */
@Command(name = "upgrade", description = "Apply what is pending up to a target.")
final class UpgradeCommand implements Callable<Integer> {

	@Parameters(arity = "0..1", paramLabel = "<target>", description = "Where to (${DEFAULT-VALUE}).",
			defaultValue = "head")
	private String target = "head";

	@Mixin
	private final OutputOption output = new OutputOption();

	private final Application application;

	UpgradeCommand(Application application) {
		this.application = application;
	}

	@Override
	public Integer call() {
		ReportAnswer answer = ReportAnswer.of(this.application.migrations().upgrade(RelativeTarget.parse(this.target)));
		Terminal terminal = this.application.terminal();
		this.output.print(terminal, answer, () -> answer.print(terminal.out()));
		return CommandExecution.DONE;
	}

}
