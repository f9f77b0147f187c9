package dev.migrateboot;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.migrateboot.sql.MaskedQuery;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads from the claim and from what the server shows of its sessions who migrates, which
 * statement runs and who is in its way. Nothing is written for it while a script runs.
 */
final class RunReader {

	/**
	 * The statement of the claim {@code c} that runs, as {@code activity.query}, and who
	 * runs it, as {@code activity.pid}.
	 */
	static final String ACTIVITY = """
			left join lateral (
			  select a.query, a.pid from pg_catalog.pg_stat_activity a
			  where a.datname = current_database() and a.state = 'active' and a.pid <> pg_backend_pid()
			    and starts_with(a.query, '/* migrate ' || c.token || ' ')
			  limit 1) activity on true""";

	private static final String BLOCKERS = """
			select blocking.pid, b.application_name, b.usename, b.state, b.query,
			  extract(epoch from clock_timestamp() - b.xact_start)::bigint as seconds,
			  (select l.relation::regclass::text from pg_catalog.pg_locks l
			   where l.pid = w.pid and not l.granted and l.relation is not null limit 1) as relation
			from pg_catalog.pg_stat_activity w
			cross join lateral (select distinct pid from unnest(pg_blocking_pids(w.pid)) pid) blocking
			left join pg_catalog.pg_stat_activity b on b.pid = blocking.pid
			where w.datname = current_database() and w.wait_event_type = 'Lock' and w.pid <> pg_backend_pid()
			  and (starts_with(w.query, '/* migrate ' || :token || ' ') or exists (
			    select from pg_catalog.pg_locks l
			    where l.pid = w.pid and l.granted and l.mode = 'RowShareLock' and l.relation = cast(:claim as regclass)
			      and l.database = (select oid from pg_catalog.pg_database where datname = current_database())))
			order by blocking.pid
			""";

	private static final Pattern MARKED = Pattern
		.compile("(?s)/\\* migrate \\d+ \\S+/(\\d+) \\*/ (?:move all in migrate_rows -- |declare \\S+ .*? for )?(.*)");

	private RunReader() {
	}

	/**
	 * Read a row of the claim joined with {@link #ACTIVITY}.
	 */
	static RunInfo run(ResultSet row) throws SQLException {
		Matcher query = MARKED.matcher(String.valueOf(row.getString("query")));
		boolean marked = query.matches();
		return new RunInfo(row.getString("direction"), row.getString("target"), row.getString("instance"),
				row.getString("actor"), row.getObject("since", OffsetDateTime.class), row.getString("version"),
				row.getInt("step"), row.getInt("steps"), marked ? Integer.valueOf(query.group(1)) : null,
				row.getObject("statements", Integer.class), marked ? MaskedQuery.of(query.group(2)) : null, List.of());
	}

	/**
	 * Find the sessions that the transactions and statements of a claim wait for. Takes
	 * no lock of the database.
	 */
	static List<Blocker> blockers(JdbcClient jdbc, Tables tables, long token) {
		return jdbc.sql(BLOCKERS)
			.param("token", token)
			.param("claim", tables.claim())
			.query((row, number) -> new Blocker(row.getInt("pid"), row.getString("application_name"),
					row.getString("usename"), row.getString("state"), row.getObject("seconds", Long.class),
					row.getString("relation"), masked(row.getString("query"))))
			.list();
	}

	private static @Nullable String masked(@Nullable String query) {
		return (query != null) ? MaskedQuery.of(query) : null;
	}

}
