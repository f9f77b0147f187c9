package dev.migrateboot.command;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Records versions without running anything.
 */
@Command(name = "stamp", description = "Record the versions up to a target as applied, without running anything.")
final class StampCommand implements Callable<Integer> {

	@Parameters(paramLabel = "<target>", description = "The highest version to record: head, base or a version.")
	private String target = "";

	@Option(names = "--purge", description = "Forget versions that this build lacks too, with their downgrade scripts.")
	private boolean purge;

	@Mixin
	private final OutputOption output = new OutputOption();

	private final Application application;

	StampCommand(Application application) {
		this.application = application;
	}

	@Override
	public Integer call() {
		ReportAnswer answer = ReportAnswer
			.of(this.application.migrations().stamp(RelativeTarget.parse(this.target), this.purge));
		Terminal terminal = this.application.terminal();
		this.output.print(terminal, answer, () -> answer.print(terminal));
		return CommandExecution.DONE;
	}

}
