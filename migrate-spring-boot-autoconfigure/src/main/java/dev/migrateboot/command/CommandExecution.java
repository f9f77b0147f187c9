package dev.migrateboot.command;

import java.io.PrintWriter;
import java.util.List;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.env.Environment;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Executes the command that the arguments name.
 */
final class CommandExecution {

	static final int DONE = 0;

	static final int FAILED = 1;

	static final int NOT_UNDERSTOOD = 2;

	static final int ANSWER_IS_NO = 3;

	private final Terminal terminal;

	private final RunProgress progress;

	private final ListableBeanFactory beans;

	private final Environment environment;

	CommandExecution(Terminal terminal, RunProgress progress, ListableBeanFactory beans, Environment environment) {
		this.terminal = terminal;
		this.progress = progress;
		this.beans = beans;
		this.environment = environment;
	}

	/**
	 * Execute a command. Failures are printed, not thrown.
	 * @return the exit code
	 */
	int execute(CommandArguments arguments) {
		Application application = new Application(this.terminal, this.beans, this.environment);
		CommandLine commandLine = MigrateCommand.commandLine(application)
			.setOut(new PrintWriter(this.terminal.out(), true))
			.setErr(new PrintWriter(this.terminal.err(), true))
			.setColorScheme(CommandLine.Help
				.defaultColorScheme(this.terminal.coloured() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
			.setParameterExceptionHandler((ex, words) -> notUnderstood(ex))
			.setExecutionExceptionHandler((ex, command, parsed) -> {
				this.progress.close();
				Failure.of(ex, this.beans, this.environment).print(this.terminal, arguments.isVerbose() ? ex : null);
				return FAILED;
			});
		List<String> words = Alias.resolve(arguments.words());
		return commandLine.execute(words.stream().map(RelativeTarget::protect).toArray(String[]::new));
	}

	private int notUnderstood(ParameterException failure) {
		CommandLine command = failure.getCommandLine();
		this.terminal.err().println(failure.getMessage());
		List<String> suggestions = (failure instanceof UnmatchedArgumentException unmatched)
				? unmatched.getSuggestions() : List.of();
		this.terminal.err()
			.println(suggestions.isEmpty() ? "See: %s --help".formatted(command.getCommandSpec().qualifiedName())
					: "Did you mean: %s?".formatted(String.join(" or ", suggestions)));
		return NOT_UNDERSTOOD;
	}

}
