package dev.migrateboot.command;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Waits until another process has applied what is pending.
 */
@Command(name = "wait",
		description = "Wait until another process has applied what is pending, at most migrate.claim-timeout.")
final class WaitCommand implements Callable<Integer> {

	@Parameters(arity = "0..1", paramLabel = "<target>",
			description = "What to wait for: head or a version; head if left out.", defaultValue = "head")
	private String target = "head";

	private final Application application;

	WaitCommand(Application application) {
		this.application = application;
	}

	@Override
	public Integer call() {
		this.application.migrations().await(RelativeTarget.parse(this.target));
		this.application.terminal().out().println("Nothing is pending up to %s.".formatted(this.target));
		return CommandExecution.DONE;
	}

}
