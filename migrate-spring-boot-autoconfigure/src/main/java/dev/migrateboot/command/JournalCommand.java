package dev.migrateboot.command;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.Callable;

import dev.migrateboot.JournalEntry;
import dev.migrateboot.Version;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Prints who did what, when and why.
 */
@Command(name = "journal", description = "Print who did what, when and why, newest first.")
final class JournalCommand implements Callable<Integer> {

	@Option(names = "--limit", paramLabel = "n", defaultValue = "50",
			description = "How many rows at most (${DEFAULT-VALUE}).")
	private int limit = 50;

	@Option(names = "--before", paramLabel = "id", description = "Only rows before this one.")
	private @Nullable Long before;

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
			throw new ParameterException(this.spec.commandLine(), "--limit is at least 1.");
		}
		Page page = Page.of(this.application.migrations().journal(this.before, this.limit + 1), this.limit);
		Terminal terminal = this.application.terminal();
		this.output.print(terminal, page, () -> page.print(terminal));
		return CommandExecution.DONE;
	}

	/**
	 * A page as the endpoint answers it.
	 */
	record Page(List<Row> entries, @Nullable String before) {

		/**
		 * Create a page.
		 * @param entries what was read, one more than asked for if there is a next page
		 */
		static Page of(List<JournalEntry> entries, int limit) {
			List<Row> page = entries.stream().limit(limit).map(Row::of).toList();
			return new Page(page, (entries.size() > limit) ? page.get(page.size() - 1).id() : null);
		}

		private void print(Terminal terminal) {
			TextTable table = new TextTable("id", "at", "action", "version", "outcome", "by", "reason");
			for (Row row : this.entries) {
				table.row(row.id(), Text.time(row.at()), row.action(),
						(row.version() != null) ? row.version() : Text.value(row.script()), row.outcome(), row.actor(),
						Text.value(row.reason()));
			}
			table.print(terminal, (row) -> row.get(4).equals("failed") ? Terminal.Colour.RED : Terminal.Colour.NONE);
		}

	}

	/**
	 * A row as the endpoint answers it, with its id as a text.
	 */
	record Row(String id, OffsetDateTime at, String action, @Nullable Version version, @Nullable String script,
			String outcome, @Nullable String source, String actor, @Nullable String reason, String instance,
			@Nullable String build, @Nullable String plan, @Nullable Long durationMs, @Nullable String message) {

		static Row of(JournalEntry entry) {
			return new Row(String.valueOf(entry.id()), entry.at(), entry.action(), entry.version(), entry.script(),
					entry.outcome(), entry.source(), entry.actor(), entry.reason(), entry.instance(), entry.build(),
					entry.plan(), entry.durationMs(), entry.message());
		}

	}

}
