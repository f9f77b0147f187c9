package dev.migrateboot;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads the journal.
 */
final class JournalTable {

	private JournalTable() {
	}

	/**
	 * Return rows of the journal, newest first.
	 * @param before the id that all have to be below, or {@code null} to begin with the
	 * last
	 * @param limit how many at most
	 */
	static List<JournalEntry> read(Session session, Tables tables, @Nullable Long before, int limit) {
		return session.ask("Reading the journal", () -> session.jdbc()
			.sql("""
					select id, at, action, version, script, outcome, source, actor, reason, instance, build, plan,
					  duration_ms, message
					from %s where id < coalesce(cast(:before as bigint), 9223372036854775807)
					order by id desc limit :limit
					""".formatted(tables.journal()))
			.param("before", before)
			.param("limit", limit)
			.query((row, number) -> entry(row))
			.list());
	}

	/**
	 * Return whether a version has ever been held for a reason.
	 */
	static boolean hasHeld(Session session, Tables tables, String reason) {
		return session.ask("Reading the journal", () -> session.jdbc()
			.sql("select exists (select from %s where action = 'hold' and outcome = 'held' and reason = :reason)"
				.formatted(tables.journal()))
			.param("reason", reason)
			.query(Boolean.class)
			.single());
	}

	private static JournalEntry entry(ResultSet row) throws SQLException {
		String version = row.getString("version");
		return new JournalEntry(row.getLong("id"), row.getObject("at", OffsetDateTime.class), row.getString("action"),
				(version != null) ? Version.parse(version) : null, row.getString("script"), row.getString("outcome"),
				row.getString("source"), row.getString("actor"), row.getString("reason"), row.getString("instance"),
				row.getString("build"), row.getString("plan"), row.getObject("duration_ms", Long.class),
				row.getString("message"));
	}

}
