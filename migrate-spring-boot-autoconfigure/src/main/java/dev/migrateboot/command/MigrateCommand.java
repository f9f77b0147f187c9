package dev.migrateboot.command;

import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The command {@code migrate}, which does nothing without one of its own commands.
 */
@Command(name = "migrate", synopsisSubcommandLabel = "<command>",
		description = "Look at and change the version of the application's database.")
final class MigrateCommand implements Runnable {

	private static final int LONGEST_OPTION = 26;

	@Option(names = "--verbose", scope = ScopeType.INHERIT,
			description = "Print the application's log lines, and the stack trace of a failure.")
	private boolean verbose;

	@Spec
	private @Nullable CommandSpec spec;

	static CommandLine commandLine(Application application) {
		CommandLine commandLine = new CommandLine(new MigrateCommand());
		Stream
			.of(new CurrentCommand(application), new StatusCommand(application), new HistoryCommand(application),
					new ShowCommand(application), new PlanCommand(application), new UpgradeCommand(application),
					new DowngradeCommand(application), new StampCommand(application), new WaitCommand(application),
					new JournalCommand(application), new RepairCommand(application), new NewCommand(application))
			.forEach(commandLine::addSubcommand);
		commandLine.getSubcommands().values().forEach(MigrateCommand::addHelp);
		addHelp(commandLine);
		commandLine.addSubcommand(new HelpCommand()).addSubcommand(new GenerateCompletion());
		commandLine.getCommandSpec()
			.usageMessage()
			.footer("", "Targets: head, base, a version, +n, -n.", "Also known as: " + Alias.describe() + ".");
		return commandLine.setCaseInsensitiveEnumValuesAllowed(true)
			.setUsageHelpAutoWidth(true)
			.setUsageHelpLongOptionsMaxWidth(LONGEST_OPTION);
	}

	private static void addHelp(CommandLine command) {
		command.getCommandSpec()
			.addOption(OptionSpec.builder("-h", "--help")
				.type(boolean.class)
				.usageHelp(true)
				.description("Print this help.")
				.build());
	}

	boolean isVerbose() {
		return this.verbose;
	}

	@Override
	public void run() {
		if (this.spec != null) {
			throw new ParameterException(this.spec.commandLine(), "Say which command.");
		}
	}

}
