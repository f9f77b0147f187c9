package dev.migrateboot.command;

import java.util.concurrent.Callable;

import dev.migrateboot.MigrationStatus;
import dev.migrateboot.MigrationStatus.Entry;
import dev.migrateboot.MigrationStatus.EntryState;
import dev.migrateboot.MigrationStatus.State;
import dev.migrateboot.RunInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Prints every version and where the database stands.
 */
@Command(name = "status", description = "Print every version and where the database stands.")
final class StatusCommand implements Callable<Integer> {

	@Option(names = "--check", description = "Exit with 3 if a build that starts now would have something to do.")
	private boolean check;

	@Option(names = "--heads", hidden = true)
	private boolean heads;

	@Mixin
	private final OutputOption output = new OutputOption();

	private final Application application;

	StatusCommand(Application application) {
		this.application = application;
	}

	@Override
	public Integer call() {
		MigrationStatus status = this.application.migrations().status();
		Terminal terminal = this.application.terminal();
		if (this.heads) {
			terminal.out().println((status.head() != null) ? status.head() + " (head)" : "base");
			return CommandExecution.DONE;
		}
		this.output.print(terminal, status, () -> print(terminal, status));
		return (this.check && isPending(status)) ? CommandExecution.ANSWER_IS_NO : CommandExecution.DONE;
	}

	private static boolean isPending(MigrationStatus status) {
		return switch (status.state()) {
			case RUNNING, FAILED, CHANGED, PENDING -> true;
			case AHEAD, UP_TO_DATE -> status.migrations()
				.stream()
				.anyMatch((entry) -> entry.state() == EntryState.PENDING || entry.state() == EntryState.OUT_OF_ORDER);
		};
	}

	private static void print(Terminal terminal, MigrationStatus status) {
		terminal.out()
			.println("current %s, head %s, %s".formatted(Text.version(status.current()), Text.version(status.head()),
					terminal.paint(colour(status.state()), status.state().toString())));
		RunInfo run = status.run();
		if (run != null) {
			terminal.out().println(Text.run(run));
		}
		if (status.hold() != null) {
			terminal.out().println(status.hold().describe());
		}
		if (!status.migrations().isEmpty()) {
			terminal.out().println();
			TextTable table = new TextTable("version", "state", "applied", "by", "ms", "description");
			for (Entry entry : status.migrations()) {
				table.row((entry.version() != null) ? entry.version() : "-", entry.state(),
						Text.time(entry.appliedAt()), Text.value(entry.appliedBy()), Text.value(entry.durationMs()),
						description(entry));
			}
			table.print(terminal, (row) -> colour(row.get(1)));
		}
	}

	private static String description(Entry entry) {
		boolean oneWay = entry.version() != null && !entry.reversible();
		return (entry.description() + (oneWay ? " (no way back)" : "")).strip();
	}

	private static Terminal.Colour colour(State state) {
		return switch (state) {
			case UP_TO_DATE -> Terminal.Colour.GREEN;
			case FAILED, CHANGED -> Terminal.Colour.RED;
			case RUNNING, AHEAD, PENDING -> Terminal.Colour.YELLOW;
		};
	}

	private static Terminal.Colour colour(String state) {
		return switch (state) {
			case "pending", "out-of-order" -> Terminal.Colour.YELLOW;
			case "failed", "changed" -> Terminal.Colour.RED;
			default -> Terminal.Colour.NONE;
		};
	}

}
