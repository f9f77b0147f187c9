package dev.migrateboot.command;

import java.util.List;
import java.util.concurrent.Callable;

import dev.migrateboot.JournalEntry;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Prints what has been done, newest first.
 */
@Command(name = "journal", description = "Print what has been done, by whom and why, newest first.")
final class JournalCommand implements Callable<Integer> {

	@Option(names = "--before", paramLabel = "<id>", description = "Only what was written before the row of this id.")
	private @Nullable Long before;

	@Option(names = "--limit", paramLabel = "<n>", defaultValue = "50",
			description = "How many rows at most (${DEFAULT-VALUE}).")
	private int limit = 50;

	@Spec
	private @Nullable CommandSpec spec;

	@Mixin
	private final OutputOption output = new OutputOption();

	private final Application application;

	JournalCommand(Application application) {
		this.application = application;
	}

	@Override
	public Integer call() {
		if (this.limit < 1 && this.spec != null) {
			throw new ParameterException(this.spec.commandLine(), "--limit has to be 1 or more.");
		}
		List<JournalEntry> read = this.application.migrations().journal(this.before, this.limit + 1);
		List<JournalEntry> page = read.stream().limit(this.limit).toList();
		Long next = (read.size() > this.limit) ? page.get(page.size() - 1).id() : null;
		Terminal terminal = this.application.terminal();
		this.output.print(terminal,
				new Page(page.stream().map(Row::of).toList(), (next != null) ? next.toString() : null),
				() -> print(terminal, page, next));
		return CommandExecution.DONE;
	}

	private static void print(Terminal terminal, List<JournalEntry> page, @Nullable Long next) {
		if (!page.isEmpty()) {
			TextTable table = new TextTable("id", "at", "action", "what", "outcome", "by", "ms", "reason");
			for (JournalEntry entry : page) {
				table.row(entry.id(), Text.time(entry.at()), entry.action(),
						Text.value((entry.version() != null) ? entry.version() : entry.script()), entry.outcome(),
						entry.actor(), Text.value(entry.durationMs()), Text.value(entry.reason()));
			}
			table.print(terminal, (row) -> row.get(4).equals("failed") ? Terminal.Colour.RED : Terminal.Colour.NONE);
		}
		if (next != null) {
			terminal.err().println("There is more: --before=" + next);
		}
	}

	/**
	 * What a program is told, as by the endpoint.
	 */
	private record Page(List<Row> entries, @Nullable String before) {

	}

	/**
	 * A row with an id that is a text.
	 */
	private record Row(String id, Object at, String action, @Nullable Object version, @Nullable String script,
			String outcome, @Nullable String source, String actor, @Nullable String reason, String instance,
			@Nullable String build, @Nullable String plan, @Nullable Long durationMs, @Nullable String message) {

		static Row of(JournalEntry entry) {
			return new Row(String.valueOf(entry.id()), entry.at(), entry.action(), entry.version(), entry.script(),
					entry.outcome(), entry.source(), entry.actor(), entry.reason(), entry.instance(), entry.build(),
					entry.plan(), entry.durationMs(), entry.message());
		}

	}

}
