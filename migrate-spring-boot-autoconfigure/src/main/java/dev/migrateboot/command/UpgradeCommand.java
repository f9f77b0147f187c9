package dev.migrateboot.command;

import java.util.concurrent.Callable;

import dev.migrateboot.Direction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Applies what is pending up to a target.
 */
@Command(name = "upgrade", description = "Apply what is pending up to a target.")
final class UpgradeCommand implements Callable<Integer> {

	@Parameters(arity = "0..1", paramLabel = "<target>",
			description = "Where to: head, a version or +n; head if left out.", defaultValue = "head")
	private String target = "head";

	@Option(names = "--sql", description = "Print it as a script for psql, and touch nothing.")
	private boolean sql;

	@Mixin
	private final OutputOption output = new OutputOption();

	private final Application application;

	UpgradeCommand(Application application) {
		this.application = application;
	}

	@Override
	public Integer call() {
		if (this.sql) {
			this.application.migrations()
				.script(RelativeTarget.parse(this.target), Direction.UPGRADE, null, false,
						this.application.terminal().out()::println);
			return CommandExecution.DONE;
		}
		ReportAnswer answer = ReportAnswer.of(this.application.migrations().upgrade(RelativeTarget.parse(this.target)));
		Terminal terminal = this.application.terminal();
		this.output.print(terminal, answer, () -> answer.print(terminal));
		return CommandExecution.DONE;
	}

}
