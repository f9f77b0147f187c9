package dev.migrateboot.command;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * Records versions without running anything.
 */
@Command(name = "stamp", description = "Record the versions up to a target as applied, without running anything.")
final class StampCommand implements Callable<Integer> {

	@Parameters(paramLabel = "<target>", description = "The highest version to record: head, base or a version.")
	private String target = "";

	@Mixin
	private final OutputOption output = new OutputOption();

	private final Application application;

	StampCommand(Application application) {
		this.application = application;
	}

	@Override
	public Integer call() {
		ReportAnswer answer = ReportAnswer.of(this.application.migrations().stamp(RelativeTarget.parse(this.target)));
		Terminal terminal = this.application.terminal();
		this.output.print(terminal, answer, () -> answer.print(terminal.out()));
		return CommandExecution.DONE;
	}

}
