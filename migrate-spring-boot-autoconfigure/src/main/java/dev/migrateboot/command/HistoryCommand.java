package dev.migrateboot.command;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

import dev.migrateboot.MigrationStatus.Entry;
import dev.migrateboot.MigrationStatus;
import dev.migrateboot.Version;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * Prints versions, newest first, as Alembic does.
 */
@Command(name = "history",
		description = "Print the versions, newest first; with --verbose their scripts, times and users too.")
final class HistoryCommand implements Callable<Integer> {

	@Option(names = { "-r", "--rev-range" }, paramLabel = "from:to", defaultValue = ":",
			description = "From which version to which; either side may be head, base, current or left out.")
	private String range = ":";

	@ParentCommand
	private @Nullable MigrateCommand parent;

	@Mixin
	private final OutputOption output = new OutputOption();

	private final Application application;

	HistoryCommand(Application application) {
		this.application = application;
	}

	@Override
	public Integer call() {
		MigrationStatus status = this.application.migrations().status();
		VersionRange wanted = VersionRange.parse(this.range, status);
		List<Entry> entries = new ArrayList<>(status.migrations()
			.stream()
			.filter((entry) -> entry.version() != null && wanted.contains(entry.version()))
			.toList());
		Terminal terminal = this.application.terminal();
		this.output.print(terminal, new History(entries), () -> {
			List<Entry> newestFirst = new ArrayList<>(entries);
			Collections.reverse(newestFirst);
			newestFirst.forEach((entry) -> print(terminal, entry, status));
		});
		return CommandExecution.DONE;
	}

	private void print(Terminal terminal, Entry entry, MigrationStatus status) {
		Version version = entry.version();
		terminal.out()
			.println("%s%s%s %s %s"
				.formatted(version, mark(version, status.current(), "current"), mark(version, status.head(), "head"),
						entry.state(), entry.description())
				.stripTrailing());
		if (this.parent != null && this.parent.isVerbose()) {
			terminal.out().println("    " + entry.script() + (entry.reversible() ? "" : ", no way back"));
			if (entry.appliedAt() != null) {
				terminal.out()
					.println("    %s by %s".formatted(Text.time(entry.appliedAt()), Text.value(entry.appliedBy())));
			}
		}
	}

	private static String mark(@Nullable Version version, @Nullable Version marked, String mark) {
		return (version != null && Objects.equals(version, marked)) ? " (" + mark + ")" : "";
	}

	record History(List<Entry> migrations) {

	}

}
