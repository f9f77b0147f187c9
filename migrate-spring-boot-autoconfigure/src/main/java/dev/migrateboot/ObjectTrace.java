package dev.migrateboot;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.migrateboot.sql.SqlStatement;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An object that is there or not.
 *
 * @param makes whether the statement makes the object, else it removes it
 * @param query finds the object
 * @param name the object as written
 * @param label an enum's label, or {@code null}
 */
record ObjectTrace(boolean makes, String query, String name, @Nullable String label) implements CatalogTrace {

	private static final Pattern CREATE_OR_DROP = Pattern.compile(
			"(create|drop)\\s+(database|tablespace|subscription)\\s+"
					+ "(?:if\\s+(?:not\\s+)?exists\\s+)?(%s)\\b?.*".formatted(NAME),
			Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

	private static final Pattern DROP_INDEX = Pattern
		.compile("drop\\s+index\\s+concurrently\\s+(?:if\\s+exists\\s+)?(%s)\\s*(?:restrict|cascade)?\\s*"
			.formatted(QUALIFIED_NAME), Pattern.CASE_INSENSITIVE);

	private static final Pattern PREPARED = Pattern.compile("(?:commit|rollback)\\s+prepared\\s+'([^'\\\\]*)'\\s*",
			Pattern.CASE_INSENSITIVE);

	private static final Map<String, String> QUERIES = Map.of("database",
			"select oid::bigint from pg_catalog.pg_database where datname = (parse_ident(:name))[1]", "tablespace",
			"select oid::bigint from pg_catalog.pg_tablespace where spcname = (parse_ident(:name))[1]", "subscription",
			"select oid::bigint from pg_catalog.pg_subscription where subname = (parse_ident(:name))[1]");

	static @Nullable ObjectTrace of(SqlStatement statement) {
		Matcher matcher = CREATE_OR_DROP.matcher(statement.sql());
		if (matcher.matches()) {
			String query = QUERIES.get(matcher.group(2).toLowerCase(Locale.ROOT));
			return (query != null)
					? new ObjectTrace(matcher.group(1).equalsIgnoreCase("create"), query, matcher.group(3), null)
					: null;
		}
		matcher = DROP_INDEX.matcher(statement.sql());
		if (matcher.matches()) {
			return new ObjectTrace(false, "select oid::bigint from pg_catalog.pg_class where oid = to_regclass(:name)",
					matcher.group(1), null);
		}
		matcher = PREPARED.matcher(statement.sql());
		if (matcher.matches()) {
			return new ObjectTrace(false,
					"select transaction::text::bigint from pg_catalog.pg_prepared_xacts where gid = :name",
					matcher.group(1), null);
		}
		EnumLabel label = EnumLabel.of(statement);
		return (label != null) ? new ObjectTrace(true, """
				select oid::bigint from pg_catalog.pg_enum where enumtypid = to_regtype(:name) and enumlabel = :label
				""", label.type(), label.label()) : null;
	}

	@Override
	public List<Long> existing(JdbcClient jdbc) {
		return jdbc.sql(this.query)
			.param("name", this.name)
			.param("label", this.label)
			.query((row, number) -> row.getLong(1))
			.list();
	}

	/**
	 * If the statement could not have any effect from the beginning, the server is to say
	 * so again.
	 */
	@Override
	public Outcome settle(Session session, Pipeline pipeline, List<Long> existing) {
		boolean there = !existing(session.jdbc()).isEmpty();
		boolean possible = existing.isEmpty() == this.makes;
		return (possible && there == this.makes) ? Outcome.DONE : Outcome.AGAIN;
	}

}
