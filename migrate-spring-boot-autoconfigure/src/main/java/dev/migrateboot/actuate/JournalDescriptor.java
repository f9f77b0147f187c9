package dev.migrateboot.actuate;

import java.time.OffsetDateTime;
import java.util.List;

import dev.migrateboot.JournalEntry;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A page of the journal.
 *
 * @param entries the rows, newest first
 * @param before what to ask for to read on, absent at the end
 */
public record JournalDescriptor(List<EntryDescriptor> entries,
		@Nullable String before) implements OperationResponseBody {

	/**
	 * Create a page.
	 * @param entries what was read, one more than asked for if there is a next page
	 * @param limit how many were asked for
	 * @param showSql whether failures are told with the statement and all that the server
	 * said of it
	 */
	static JournalDescriptor of(List<JournalEntry> entries, int limit, boolean showSql) {
		List<EntryDescriptor> page = entries.stream()
			.limit(limit)
			.map((entry) -> EntryDescriptor.of(entry, showSql))
			.toList();
		return new JournalDescriptor(page, (entries.size() > limit) ? page.get(page.size() - 1).id() : null);
	}

	/**
	 * A row, see {@link JournalEntry}.
	 *
	 * @param id its id
	 * @param at when it was written
	 * @param action what was done
	 * @param version the version, absent for a repeatable script
	 * @param script the script, absent where none is meant
	 * @param outcome how it ended
	 * @param source where the text came from, absent where none ran
	 * @param actor who asked for it
	 * @param reason why, absent if nobody said
	 * @param instance the instance that did it
	 * @param build its build, absent if it has no name
	 * @param plan the id of the plan, absent without one
	 * @param durationMs how long it took, in milliseconds, absent if nothing was run
	 * @param message the failure, absent without one; for those who may not see SQL
	 * without the statement and details
	 */
	public record EntryDescriptor(String id, OffsetDateTime at, String action, @Nullable String version,
			@Nullable String script, String outcome, @Nullable String source, String actor, @Nullable String reason,
			String instance, @Nullable String build, @Nullable String plan, @Nullable Long durationMs,
			@Nullable String message) {

		static EntryDescriptor of(JournalEntry entry, boolean showSql) {
			return new EntryDescriptor(String.valueOf(entry.id()), entry.at(), entry.action(),
					(entry.version() != null) ? entry.version().toString() : null, entry.script(), entry.outcome(),
					entry.source(), entry.actor(), entry.reason(), entry.instance(), entry.build(), entry.plan(),
					entry.durationMs(),
					(showSql || entry.message() == null) ? entry.message() : brief(entry.message()));
		}

		/**
		 * The first paragraph says where what went wrong, the last one what became of the
		 * revision.
		 */
		private static String brief(String message) {
			String[] paragraphs = message.split("\n\n");
			return (paragraphs.length > 1) ? paragraphs[0] + "\n\n" + paragraphs[paragraphs.length - 1] : message;
		}

	}

}
