package dev.migrateboot;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.migrateboot.sql.SqlStatement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An index that is built concurrently. It is there from the beginning, and valid only at
 * the end; a build goes on after its client has gone.
 *
 * @param unique {@code "unique "} or nothing
 * @param name the name as written, or {@code null} if the server chooses one
 * @param table the table as written
 * @param definition what follows the table
 */
record IndexTrace(String unique, @Nullable String name, String table, String definition) implements CatalogTrace {

	/**
	 * The SQLSTATE of an object that is not in the state that is needed.
	 */
	static final String NOT_VALID = "55000";

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private static final Pattern STATEMENT = Pattern.compile("""
			create\\s+(unique\\s+)?index\\s+concurrently\\s+(?:if\\s+not\\s+exists\\s+)?(?:(?!on\\s)(%s)\\s+)?\
			on\\s+(?:only\\s+)?(%s)\\s*(.*)""".formatted(NAME, QUALIFIED_NAME),
			Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

	static @Nullable IndexTrace of(SqlStatement statement) {
		Matcher matcher = STATEMENT.matcher(statement.sql());
		if (!matcher.matches()) {
			return null;
		}
		return new IndexTrace((matcher.group(1) != null) ? "unique " : "", matcher.group(2), matcher.group(3),
				matcher.group(4));
	}

	@Override
	public List<Long> existing(JdbcClient jdbc) {
		return jdbc.sql("select indexrelid::bigint from pg_catalog.pg_index where indrelid = to_regclass(:table)")
			.param("table", this.table)
			.query((row, number) -> row.getLong(1))
			.list();
	}

	/**
	 * An index that is new, and of this statement's definition, is this statement's:
	 * valid, it is what was wanted; else it is dropped.
	 */
	@Override
	public Outcome settle(Session session, Pipeline pipeline, List<Long> existing) throws SQLException {
		List<Index> found = found(session.jdbc(), existing);
		if (found.isEmpty()) {
			return Outcome.AGAIN;
		}
		String wanted = definition(session);
		List<Index> same = found.stream().filter((index) -> index.definition().equals(wanted)).toList();
		for (Index index : same) {
			if (!index.valid()) {
				logger.info("Dropping the invalid index {} that an earlier attempt has left behind", index.name());
				pipeline.add("drop index concurrently " + index.name());
				pipeline.flush();
			}
		}
		long valid = same.stream().filter(Index::valid).count();
		if (valid == 1) {
			return Outcome.DONE;
		}
		boolean taken = wanted == null || (this.name != null && same.isEmpty());
		return (valid > 1 || taken) ? Outcome.UNKNOWN : Outcome.AGAIN;
	}

	/**
	 * {@code IF NOT EXISTS} is content with an index that is not valid.
	 */
	@Override
	public @Nullable String flaw(JdbcClient jdbc, @Nullable List<Long> existing) {
		return found(jdbc, (this.name == null && existing != null) ? existing : List.of()).stream()
			.filter((index) -> !index.valid())
			.map((index) -> "index %s exists but is not valid, so it was not built; drop it".formatted(index.name()))
			.findFirst()
			.orElse(null);
	}

	private List<Index> found(JdbcClient jdbc, List<Long> existing) {
		return jdbc.sql("""
				select i.indexrelid::regclass::text, i.indisvalid, pg_get_indexdef(i.indexrelid)
				from pg_catalog.pg_index i
				join pg_catalog.pg_class c on c.oid = i.indexrelid
				where i.indrelid = to_regclass(:table) and not i.indexrelid::bigint = any (cast(:existing as bigint[]))
				  and (cast(:name as text) is null or c.relname = (parse_ident(:name))[1])
				order by i.indexrelid
				""")
			.param("table", this.table)
			.param("existing", existing.toArray(Long[]::new))
			.param("name", this.name)
			.query((row, number) -> new Index(row.getString(1), row.getBoolean(2), essence(row.getString(3))))
			.list();
	}

	/**
	 * Return the definition as the server would print it, taken from an index on an empty
	 * copy of the table, or {@code null} if that cannot be had.
	 */
	private @Nullable String definition(Session session) throws SQLException {
		return session.discarded(() -> {
			try (Statement statement = session.connection().createStatement()) {
				statement.setEscapeProcessing(false);
				statement.execute("create temp table migrate_copy (like %s)".formatted(this.table));
				statement.execute("create %sindex migrate_copy_index on pg_temp.migrate_copy %s".formatted(this.unique,
						this.definition));
				return session.jdbc()
					.sql("select pg_get_indexdef('pg_temp.migrate_copy_index'::regclass)")
					.query((row, number) -> essence(row.getString(1)))
					.single();
			}
			catch (SQLException ex) {
				return null;
			}
		});
	}

	/**
	 * Leave out the names of index and table.
	 */
	private static String essence(String definition) {
		String unique = definition.startsWith("CREATE UNIQUE") ? "UNIQUE" : "";
		return unique + definition.substring(definition.indexOf(" USING "));
	}

	private record Index(String name, boolean valid, String definition) {

	}

}
