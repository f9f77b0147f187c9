package dev.migrateboot;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.migrateboot.sql.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * A partition that is detached concurrently, in two transactions of the server's own
 * (PostgreSQL manual, ALTER TABLE, DETACH PARTITION).
 *
 * @param table the partitioned table as written
 * @param partition the partition as written
 */
record PartitionTrace(String table, String partition) implements CatalogTrace {

	private static final Pattern STATEMENT = Pattern.compile(
			"alter\\s+table\\s+(?:if\\s+exists\\s+)?(?:only\\s+)?(%1$s)\\s+detach\\s+partition\\s+(%1$s)\\s+concurrently\\s*"
				.formatted(QUALIFIED_NAME),
			Pattern.CASE_INSENSITIVE);

	static @Nullable PartitionTrace of(SqlStatement statement) {
		Matcher matcher = STATEMENT.matcher(statement.sql());
		return matcher.matches() ? new PartitionTrace(matcher.group(1), matcher.group(2)) : null;
	}

	@Override
	public Outcome settle(Session session, Pipeline pipeline, List<Long> existing) {
		String state = session.jdbc()
			.sql("""
					select case when to_regclass(:partition) is null or to_regclass(:table) is null then 'gone'
					  else coalesce((select case when inhdetachpending then 'pending' else 'attached' end
					    from pg_catalog.pg_inherits
					    where inhrelid = to_regclass(:partition) and inhparent = to_regclass(:table)), 'detached') end
					""")
			.param("table", this.table)
			.param("partition", this.partition)
			.query((row, number) -> row.getString(1))
			.single();
		return switch (state) {
			case "attached" -> Outcome.AGAIN;
			case "pending" -> {
				pipeline.add("alter table %s detach partition %s finalize".formatted(this.table, this.partition));
				pipeline.flush();
				yield Outcome.DONE;
			}
			case "detached" -> Outcome.DONE;
			default -> Outcome.UNKNOWN;
		};
	}

}
