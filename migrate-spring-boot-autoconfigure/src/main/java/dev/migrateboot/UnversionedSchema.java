package dev.migrateboot;

import java.util.List;

import dev.migrateboot.MigrateSettings.OnUnversionedSchema;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;

/**
 * The first contact with a schema: refuses to run migrations on tables that somebody else
 * made, unless the settings say so.
 */
final class UnversionedSchema implements TableLayout.UnversionedCheck {

	private static final int NAMED_TABLES = 5;

	private final MigrateSettings settings;

	private final List<Migration> migrations;

	UnversionedSchema(MigrateSettings settings, List<Migration> migrations) {
		this.settings = settings;
		this.migrations = migrations;
	}

	@Override
	public void check(Session session, String schema) {
		if (this.settings.onUnversionedSchema() == OnUnversionedSchema.UPGRADE) {
			return;
		}
		List<String> tables = session.ask("Looking for tables in schema " + schema, () -> tables(session, schema));
		if (!tables.isEmpty()) {
			Foreign foreign = foreign(session, schema, tables);
			String named = String.join(", ", tables.subList(0, Math.min(tables.size(), NAMED_TABLES)));
			int more = tables.size() - NAMED_TABLES;
			throw HistoryException.unversioned(schema, (more > 0) ? "%s and %s more".formatted(named, more) : named,
					(foreign != null) ? foreign.describe() : null, stamp(foreign));
		}
	}

	/**
	 * The tables of the user: what belongs to an extension does not count.
	 */
	private static List<String> tables(Session session, String schema) {
		return session.jdbc().sql("""
				select c.relname::text
				from pg_catalog.pg_class c
				join pg_catalog.pg_namespace n on n.oid = c.relnamespace
				where n.nspname = :schema and c.relkind in ('r', 'p', 'f') and not exists (
				  select from pg_catalog.pg_depend d
				  where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
				order by c.relname
				""").param("schema", schema).query((row, number) -> row.getString(1)).list();
	}

	private static @Nullable Foreign foreign(Session session, String schema, List<String> tables) {
		for (ForeignTable table : ForeignTable.values()) {
			if (tables.contains(table.table)) {
				return new Foreign(table, version(session, schema, table));
			}
		}
		return null;
	}

	private static @Nullable String version(Session session, String schema, ForeignTable table) {
		String sql = table.versions.formatted(Tables.quote(schema) + "." + Tables.quote(table.table));
		List<String> versions;
		try {
			versions = session.jdbc().sql(sql).query((row, number) -> row.getString(1)).list();
		}
		catch (DataAccessException ex) {
			// The table belongs to somebody else: what cannot be read names no version.
			return null;
		}
		return versions.stream()
			.filter(Version::isVersion)
			.map(Version::parse)
			.max(Version::compareTo)
			.map(Version::toString)
			.orElse(versions.isEmpty() ? null : versions.get(0));
	}

	private String stamp(@Nullable Foreign foreign) {
		String version = (foreign != null && foreign.version() != null) ? foreign.version() : "";
		String known = this.migrations.stream()
			.map(Migration::version)
			.filter((candidate) -> Version.isVersion(version) && candidate.equals(Version.parse(version)))
			.map(Version::toString)
			.findFirst()
			.orElse("<version>");
		return "migrate stamp " + known;
	}

	/**
	 * The tables in which other tools keep their versions.
	 */
	private enum ForeignTable {

		SQLALCHEMY_MIGRATE("migrate_version", "sqlalchemy-migrate", "select version::text from %s"),

		ALEMBIC("alembic_version", "Alembic", "select version_num::text from %s"),

		FLYWAY("flyway_schema_history", "Flyway",
				"select version::text from %s where version is not null and success order by installed_rank desc"),

		LIQUIBASE("databasechangelog", "Liquibase", "select id::text from %s order by orderexecuted desc");

		private final String table;

		private final String tool;

		private final String versions;

		ForeignTable(String table, String tool, String versions) {
			this.table = table;
			this.tool = tool;
			this.versions = versions;
		}

	}

	private record Foreign(ForeignTable table, @Nullable String version) {

		String describe() {
			return "Its %s is the history of %s%s.".formatted(this.table.table, this.table.tool,
					(this.version != null) ? " at " + this.version : "");
		}

	}

}
