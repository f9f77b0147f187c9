package dev.migrateboot.command;

import java.util.Objects;
import java.util.concurrent.Callable;

import dev.migrateboot.MigrationStatus;
import dev.migrateboot.Version;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Prints the version that the database is at.
 */
@Command(name = "current", description = "Print the version that the database is at.")
final class CurrentCommand implements Callable<Integer> {

	@Mixin
	private final OutputOption output = new OutputOption();

	private final Application application;

	CurrentCommand(Application application) {
		this.application = application;
	}

	@Override
	public Integer call() {
		MigrationStatus status = this.application.migrations().status();
		Terminal terminal = this.application.terminal();
		this.output.print(terminal, new Current(status.current(), status.head(), status.state()),
				() -> terminal.out().println(text(status)));
		return CommandExecution.DONE;
	}

	private static String text(MigrationStatus status) {
		if (status.current() == null) {
			return "base";
		}
		return status.current() + (Objects.equals(status.current(), status.head()) ? " (head)" : "");
	}

	record Current(@Nullable Version current, @Nullable Version head, MigrationStatus.State state) {

	}

}
