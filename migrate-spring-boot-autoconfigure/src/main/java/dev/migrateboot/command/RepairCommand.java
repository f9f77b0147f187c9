package dev.migrateboot.command;

import java.util.concurrent.Callable;

import dev.migrateboot.Repair;
import dev.migrateboot.Version;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Corrects the record of one version, without running anything.
 */
@Command(name = "repair",
		description = "Accept this build's script of a version, or decide about a statement whose outcome is unknown.")
final class RepairCommand implements Callable<Integer> {

	@Parameters(paramLabel = "<version>", description = "The version.")
	private String version = "";

	@Option(names = "--reason", required = true, paramLabel = "<text>", description = "Why, for the journal.")
	private String reason = "";

	@Option(names = "--statement", paramLabel = "n",
			description = "Decide about the n-th statement; without it, this build's script is accepted.")
	private @Nullable Integer statement;

	@Option(names = "--done", description = "The statement has taken effect.")
	private boolean done;

	@Option(names = "--again", description = "The statement has not taken effect and is to be sent again.")
	private boolean again;

	@Spec
	private @Nullable CommandSpec spec;

	@Mixin
	private final OutputOption output = new OutputOption();

	private final Application application;

	RepairCommand(Application application) {
		this.application = application;
	}

	@Override
	public Integer call() {
		Repair repair = repair();
		ReportAnswer answer = ReportAnswer
			.of(this.application.migrations().repair(Version.parse(this.version), repair));
		Terminal terminal = this.application.terminal();
		this.output.print(terminal, answer, () -> answer.print(terminal));
		return CommandExecution.DONE;
	}

	private Repair repair() {
		check(!this.reason.isBlank(), "Say why, with --reason.");
		if (this.statement == null) {
			check(!this.done && !this.again, "Say which statement, with --statement=n.");
			return Repair.acceptScript(this.reason);
		}
		check(this.done != this.again, "Say either --done or --again.");
		return this.done ? Repair.statementDone(this.statement, this.reason)
				: Repair.statementAgain(this.statement, this.reason);
	}

	private void check(boolean understood, String message) {
		if (!understood && this.spec != null) {
			throw new ParameterException(this.spec.commandLine(), message);
		}
	}

}
