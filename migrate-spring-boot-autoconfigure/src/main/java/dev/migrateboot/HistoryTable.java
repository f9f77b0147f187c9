package dev.migrateboot;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import dev.migrateboot.AppliedMigration.Hashes;
import dev.migrateboot.AppliedMigration.Progress;
import dev.migrateboot.AppliedMigration.State;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;

/**
 * Reads the tables of the history. With {@link HistoryWriter}, {@link Claim} and
 * {@link TableLayout} the only place that knows them.
 */
final class HistoryTable {

	private static final String UNDEFINED_TABLE = "42P01";

	private static final String INSUFFICIENT_PRIVILEGE = "42501";

	private static final String HOLD = """
			select array[version, upgrade_hash, upgrade_meaning, held_from, held_by, reason,
			      to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')] from %s""";

	private static final String NO_HOLD = "select array[''] where false";

	private static final String READ = """
			select path.schemas, h.id, h.version, h.description, h.script, h.state, h.upgrade_hash, h.upgrade_meaning,
			  h.downgrade_script, h.downgrade_hash, h.downgrade_meaning, h.downgrade_placeholders, h.irreversible,
			  h.applied_at, h.applied_by, h.build, h.duration_ms, h.progress_direction, h.progress_finished,
			  h.progress_started, h.progress_prefix, h.progress_existing, h.resolved_hash,
			  path.held
			from (select array(%s) as held, array(
			    select n.nspname::text from pg_catalog.pg_class c
			    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			    where c.relname = :table and c.relkind in ('r', 'p') and n.nspname = any (current_schemas(false))
			    order by array_position(current_schemas(false), n.nspname)) as schemas) path
			left join %s h on true
			order by h.id
			""";

	private final MigrateSettings settings;

	private final String history;

	private final String hold;

	HistoryTable(MigrateSettings settings) {
		String schema = settings.schema();
		this.settings = settings;
		this.history = (schema != null) ? Tables.of(schema, settings.table()).history()
				: Tables.quote(settings.table());
		this.hold = (schema != null) ? Tables.of(schema, settings.table()).hold()
				: Tables.unqualifiedHold(settings.table());
	}

	/**
	 * Read the rows of history and hold with a single statement. For a role that may only
	 * read the history there is no hold: it could apply nothing anyway.
	 * @return the history, {@link History#NONE} if there is none
	 */
	History read(Session session) {
		try {
			return read(session, HOLD.formatted(this.hold));
		}
		catch (DatabaseException ex) {
			if (ex.getCause() instanceof SQLException cause && INSUFFICIENT_PRIVILEGE.equals(cause.getSQLState())) {
				return withoutHold(session, ex);
			}
			throw ex;
		}
	}

	/**
	 * The table of the hold alone may be what is missing, and with it what has to stay
	 * down. One statement tells: another instance may create all tables meanwhile.
	 */
	private History missing(Session session) {
		List<String> schemas = session.ask("Looking for the tables of the history", () -> session.jdbc().sql("""
				select n.nspname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
				where c.oid = to_regclass(:history) and to_regclass(:hold) is null
				""").param("history", this.history).param("hold", this.hold).query(String.class).list());
		if (!schemas.isEmpty()) {
			throw HistoryException.holdMissing(Tables.of(schemas.get(0), this.settings.table()));
		}
		return History.NONE;
	}

	private History withoutHold(Session session, DatabaseException denied) {
		try {
			return read(session, NO_HOLD);
		}
		catch (DatabaseException ex) {
			throw denied;
		}
	}

	private History read(Session session, String hold) {
		String schema = this.settings.schema();
		List<HeldVersion> held = new ArrayList<>();
		List<String> schemas = new ArrayList<>();
		List<AppliedMigration> rows = new ArrayList<>();
		List<AppliedRepeatable> repeatables = new ArrayList<>();
		try {
			session.jdbc()
				.sql(READ.formatted(hold, this.history))
				.param("table", this.settings.table())
				.query((row) -> {
					if (schemas.isEmpty()) {
						schemas.addAll(List.of((String[]) row.getArray("schemas").getArray()));
						held.addAll(held(row.getArray("held")));
					}
					if (row.getString("version") != null) {
						rows.add(map(row));
					}
					else if (row.getString("resolved_hash") != null) {
						repeatables.add(repeatable(row));
					}
				});
		}
		catch (DataAccessException ex) {
			SQLException cause = DatabaseException.sqlException(ex);
			if (cause != null && UNDEFINED_TABLE.equals(cause.getSQLState())) {
				return missing(session);
			}
			throw Session.translate("Reading the history", ex);
		}
		if (schema == null && schemas.size() > 1) {
			throw HistoryException.twoHistories(this.settings.table(), schemas);
		}
		Tables tables = Tables.of((schema != null) ? schema : schemas.get(0), this.settings.table());
		return new History(tables, rows, repeatables, held, 0, null);
	}

	/**
	 * Read the rows, the last journal id and the run in progress.
	 */
	History readAll(Session session) {
		History history = read(session);
		Tables tables = history.tables();
		if (tables == null) {
			return history;
		}
		return session.ask("Reading the history",
				() -> session.jdbc()
					.sql("""
							select coalesce((select max(id) from %s), 0) as journal, c.*, activity.query,
							  c.instance is not null and (c.expires > clock_timestamp() or %s or exists (
							    select from pg_catalog.pg_locks l
							    join pg_catalog.pg_database d on d.oid = l.database and d.datname = current_database()
							    where l.relation = %s::regclass and l.mode = 'RowShareLock')) as running
							from %s c
							%s
							""".formatted(tables.journal(), Claim.STATEMENT_RUNS, LiteralSql.literal(tables.claim()),
							tables.claim(), RunReader.ACTIVITY))
					.query((row, number) -> {
						checkFormat(row.getInt("format"), row.getInt("readable_from"));
						RunInfo run = row.getBoolean("running") ? run(session, tables, row) : null;
						return new History(tables, history.applied(), history.repeatables(), history.held(),
								row.getLong("journal"), run);
					})
					.single());
	}

	private static RunInfo run(Session session, Tables tables, ResultSet row) throws SQLException {
		return RunReader.run(row).withBlockers(RunReader.blockers(session.jdbc(), tables, row.getLong("token")));
	}

	/**
	 * Return the stored text of a downgrade script.
	 */
	Script downgrade(Session session, Tables tables, AppliedMigration applied) {
		String text = session.ask("Reading the stored downgrade script of " + applied.version(),
				() -> session.jdbc()
					.sql("select downgrade_text from %s where id = :id".formatted(tables.history()))
					.param("id", applied.order())
					.query(String.class)
					.single());
		String name = (applied.downgradeScript() != null) ? applied.downgradeScript() : applied.version().toString();
		return Script.stored(name, text);
	}

	/**
	 * Return the stored text of an upgrade script, or {@code null} if it was too long to
	 * be kept.
	 */
	@Nullable String upgradeText(Session session, Tables tables, AppliedMigration applied) {
		List<byte[]> text = session.ask("Reading the stored upgrade script of " + applied.version(), () -> session
			.jdbc()
			.sql("select upgrade_text from %s where id = :id and upgrade_text is not null".formatted(tables.history()))
			.param("id", applied.order())
			.query((row, number) -> row.getBytes(1))
			.list());
		return text.isEmpty() ? null : CompressedText.expand(text.get(0));
	}

	private static AppliedMigration map(ResultSet row) throws SQLException {
		String downgradeHash = row.getString("downgrade_hash");
		return new AppliedMigration(row.getLong("id"), Version.parse(row.getString("version")),
				row.getString("description"), row.getString("script"), state(row.getString("state")),
				new Hashes(row.getString("upgrade_hash"), row.getString("upgrade_meaning")),
				(downgradeHash != null) ? new Hashes(downgradeHash, row.getString("downgrade_meaning")) : null,
				row.getString("downgrade_script"), texts(row.getArray("downgrade_placeholders")),
				row.getString("irreversible"), row.getObject("applied_at", OffsetDateTime.class),
				row.getString("applied_by"), row.getString("build"), row.getObject("duration_ms", Long.class),
				progress(row));
	}

	private static @Nullable Progress progress(ResultSet row) throws SQLException {
		String direction = row.getString("progress_direction");
		if (direction == null) {
			return null;
		}
		Array existing = row.getArray("progress_existing");
		return new Progress(direction.equals("upgrade") ? Direction.UPGRADE : Direction.DOWNGRADE,
				row.getInt("progress_finished"), row.getBoolean("progress_started"), row.getString("progress_prefix"),
				(existing != null) ? List.of((Long[]) existing.getArray()) : null);
	}

	private static AppliedRepeatable repeatable(ResultSet row) throws SQLException {
		return new AppliedRepeatable(row.getString("description"), row.getString("resolved_hash"),
				row.getObject("applied_at", OffsetDateTime.class), row.getString("applied_by"),
				row.getObject("duration_ms", Long.class));
	}

	private static List<HeldVersion> held(Array rows) throws SQLException {
		if (!(rows.getArray() instanceof @Nullable String[][] held)) {
			return List.of();
		}
		return Stream.of(held).map(HeldVersion::of).sorted(Comparator.comparing(HeldVersion::version)).toList();
	}

	private static List<String> texts(@Nullable Array array) throws SQLException {
		return (array != null) ? List.of((String[]) array.getArray()) : List.of();
	}

	private static State state(String text) {
		return switch (text) {
			case "stamped" -> State.STAMPED;
			case "failed" -> State.FAILED;
			default -> State.APPLIED;
		};
	}

	private static void checkFormat(int format, int readableFrom) {
		if (readableFrom > TableLayout.FORMAT) {
			throw HistoryException.newerLayout(format, readableFrom);
		}
	}

}
