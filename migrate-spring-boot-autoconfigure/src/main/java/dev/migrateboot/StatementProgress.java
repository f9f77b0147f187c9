package dev.migrateboot;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How far the statement at hand of a run has come, as the server shows it.
 *
 * @param statement its number in the script, from 1
 * @param statements how many statements the script has
 * @param phase what it is at, in the server's words, or {@code null} if the server does
 * not tell of such a statement
 * @param done how much of the phase is done
 * @param total how much there is to do in the phase, in the same unit; 0 if that is not
 * known
 */
public record StatementProgress(int statement, int statements, @Nullable String phase, long done, long total) {

	/**
	 * What the views of the server count differs from phase to phase; figures of one stay
	 * in the next.
	 */
	private static final String READ = """
			select marked.statement, c.statements, shown.phase, coalesce(shown.done, 0) as done,
			  coalesce(shown.total, 0) as total
			from %s c
			%s
			cross join lateral
			  (select substring(activity.query from '^/\\* migrate \\d+ \\S+/(\\d+) \\*/')::int as statement) marked
			left join (
			  select pid, phase || coalesce(' (pid ' || nullif(current_locker_pid, 0) || ')', '') as phase,
			    case when phase ~ '^waiting' then lockers_done when phase ~ 'scanning' then blocks_done
			      when phase ~ 'loading' then tuples_done end as done,
			    case when phase ~ '^waiting' then lockers_total when phase ~ 'scanning' then blocks_total
			      when phase ~ 'loading' then tuples_total end as total
			  from pg_catalog.pg_stat_progress_create_index
			  union all
			  select pid, case when bytes_total > 0 then 'copying bytes' else 'copying rows' end,
			    case when bytes_total > 0 then bytes_processed else tuples_processed end, bytes_total
			  from pg_catalog.pg_stat_progress_copy
			  union all
			  select pid, phase,
			    case phase when 'scanning heap' then heap_blks_scanned when 'vacuuming heap' then heap_blks_vacuumed end,
			    case when phase in ('scanning heap', 'vacuuming heap') then heap_blks_total end
			  from pg_catalog.pg_stat_progress_vacuum
			  union all
			  select pid, phase,
			    case phase when 'seq scanning heap' then heap_blks_scanned
			      when 'index scanning heap' then heap_tuples_scanned end,
			    case phase when 'seq scanning heap' then heap_blks_total end
			  from pg_catalog.pg_stat_progress_cluster
			  union all
			  select pid, phase, case when phase ~ 'sample rows' then sample_blks_scanned end,
			    case when phase ~ 'sample rows' then sample_blks_total end
			  from pg_catalog.pg_stat_progress_analyze
			) shown on shown.pid = activity.pid
			where c.token = :token and marked.statement is not null
			""";

	/**
	 * Read what is shown of the statement that runs under a claim.
	 * @return the progress, or {@code null} if none of a script's statements runs
	 */
	static @Nullable StatementProgress read(JdbcClient jdbc, Tables tables, long token) {
		return jdbc.sql(READ.formatted(tables.claim(), RunReader.ACTIVITY))
			.param("token", token)
			.query((row, number) -> new StatementProgress(row.getInt("statement"), row.getInt("statements"),
					row.getString("phase"), row.getLong("done"), row.getLong("total")))
			.optional()
			.orElse(null);
	}

}
