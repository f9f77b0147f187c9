package dev.migrateboot;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Creates the tables of the history. Changes of the layout only ever add to it: the claim
 * table names the format and the oldest one whose readers can read it.
 */
final class TableLayout {

	/**
	 * The format that this build writes.
	 */
	static final int FORMAT = 1;

	private static final int READABLE_FROM = 1;

	private static final String HISTORY = """
			create table %s (
			  id bigint generated always as identity primary key,
			  version text unique,
			  description text not null,
			  script text not null,
			  state text not null,
			  upgrade_hash text not null,
			  upgrade_meaning text not null,
			  upgrade_text bytea,
			  downgrade_script text,
			  downgrade_hash text,
			  downgrade_meaning text,
			  downgrade_text text,
			  downgrade_placeholders text[],
			  irreversible text,
			  applied_at timestamptz not null default clock_timestamp(),
			  applied_by text not null,
			  build text,
			  duration_ms bigint,
			  progress_direction text,
			  progress_finished integer,
			  progress_started boolean,
			  progress_prefix text,
			  progress_existing bigint[],
			  resolved_hash text
			)""";

	private static final String JOURNAL = """
			create table %s (
			  id bigint generated always as identity primary key,
			  at timestamptz not null default clock_timestamp(),
			  action text not null,
			  version text,
			  script text,
			  outcome text not null,
			  source text,
			  actor text not null,
			  reason text,
			  instance text not null,
			  build text,
			  plan text,
			  duration_ms bigint,
			  message text
			)""";

	private static final String CLAIM = """
			create table %s (
			  token bigint primary key,
			  format integer not null,
			  readable_from integer not null,
			  direction text,
			  target text,
			  instance text,
			  actor text,
			  since timestamptz,
			  expires timestamptz,
			  version text,
			  step integer,
			  steps integer,
			  statements integer
			)""";

	private static final String GRANTS = """
			select distinct format('all on %s %s from %s', case c.relkind when 'S' then 'sequence' else 'table' end,
			  c.oid::regclass, case when acl.grantee = 0 then 'public' else quote_ident(role.rolname) end)
			from pg_catalog.pg_class c
			cross join lateral aclexplode(c.relacl) acl
			left join pg_catalog.pg_roles role on role.oid = acl.grantee
			where acl.grantee <> c.relowner and (c.oid = :name::regclass or c.oid in (
			  select d.objid from pg_catalog.pg_depend d
			  where d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid = :name::regclass
			    and d.classid = 'pg_catalog.pg_class'::regclass and d.deptype = 'i'))
			""";

	private static final String HOLD = """
			create table %s (
			  version text primary key,
			  upgrade_hash text not null,
			  upgrade_meaning text not null,
			  held_from text not null,
			  held_by text not null,
			  reason text,
			  since timestamptz not null default clock_timestamp()
			)""";

	private static final long CREATION_LOCK = 0x6D69_6772_6174_65L;

	private final MigrateSettings settings;

	TableLayout(MigrateSettings settings) {
		this.settings = settings;
	}

	/**
	 * Create the tables where they do not exist, in one transaction under a transaction
	 * lock, so that only one instance creates them. Everything is revoked from every role
	 * but the owner.
	 * @param check called before the first table is created, with the schema's name
	 */
	void create(Session session, UnversionedCheck check) {
		try {
			session.transaction(() -> {
				session.tell("Waiting for another instance that creates the tables of the history",
						() -> lock(session));
				Tables tables = session.ask("Looking for the tables of the history",
						() -> Tables.of(schema(session), this.settings.table()));
				if (!session.ask("Looking for the tables of the history", () -> exists(session, tables))) {
					check.check(session, tables.schema());
					session.tell("Creating the tables of the history in schema " + tables.schema(),
							() -> create(session, tables));
				}
				return true;
			});
		}
		catch (SQLException ex) {
			throw DatabaseException.translate("Creating the tables of the history", ex);
		}
	}

	/**
	 * Return the statements that create the schema and the tables, for a script.
	 */
	List<String> script(Tables tables) {
		List<String> statements = new ArrayList<>();
		if (this.settings.schema() != null) {
			statements.add("create schema if not exists " + Tables.quote(tables.schema()));
		}
		statements.addAll(creations(tables));
		for (String table : tables.all()) {
			statements.add(new LiteralSql("""
					do $migrate$
					declare granted text;
					begin
					  for granted in %s loop
					    execute 'revoke ' || granted || ' cascade';
					  end loop;
					end
					$migrate$""".formatted(GRANTS)).param("name", table).toString());
		}
		return statements;
	}

	private static void lock(Session session) {
		session.jdbc().sql("select pg_advisory_xact_lock(:key)").param("key", CREATION_LOCK).query((row) -> {
		});
	}

	/**
	 * Return where the tables would be created, creating nothing.
	 * @param check called with the schema's name
	 */
	Tables find(Session session, UnversionedCheck check) {
		String configured = this.settings.schema();
		String schema = (configured != null) ? configured
				: session.ask("Looking for the tables of the history", () -> current(session));
		check.check(session, schema);
		return Tables.of(schema, this.settings.table());
	}

	private String schema(Session session) {
		String configured = this.settings.schema();
		if (configured != null) {
			session.tell("Creating schema " + configured, () -> createSchema(session, configured));
			return configured;
		}
		return current(session);
	}

	private static String current(Session session) {
		String current = session.jdbc().sql("select current_schema()").query(String.class).list().get(0);
		if (current == null) {
			throw new DatabaseException("None of the schemas of the search path exists.",
					"Create one, or set migrate.schema; that one is created if it is missing.", null);
		}
		return current;
	}

	private static void createSchema(Session session, String schema) {
		boolean exists = session.jdbc()
			.sql("select exists (select from pg_catalog.pg_namespace where nspname = :schema)")
			.param("schema", schema)
			.query(Boolean.class)
			.single();
		if (!exists) {
			session.jdbc().sql("create schema " + Tables.quote(schema)).update();
		}
	}

	private static boolean exists(Session session, Tables tables) {
		return session.jdbc()
			.sql("select to_regclass(:history) is not null")
			.param("history", tables.history())
			.query(Boolean.class)
			.single();
	}

	private static void create(Session session, Tables tables) {
		creations(tables).forEach((statement) -> session.jdbc().sql(statement).update());
		tables.all().forEach((table) -> revoke(session, table));
	}

	/**
	 * Return the statement that creates the table of the hold.
	 */
	static String hold(Tables tables) {
		return HOLD.formatted(tables.hold());
	}

	private static List<String> creations(Tables tables) {
		return List.of(HISTORY.formatted(tables.history()), JOURNAL.formatted(tables.journal()),
				CLAIM.formatted(tables.claim()), hold(tables),
				"insert into %s (token, format, readable_from) values (0, %s, %s)".formatted(tables.claim(), FORMAT,
						READABLE_FROM));
	}

	/**
	 * Takes back what the owner's default privileges may have granted, on the sequence of
	 * an identity column too.
	 */
	private static void revoke(Session session, String table) {
		List<String> grants = session.jdbc()
			.sql(GRANTS)
			.param("name", table)
			.query((row, number) -> row.getString(1))
			.list();
		grants.forEach((grant) -> session.jdbc().sql("revoke %s cascade".formatted(grant)).update());
	}

	/**
	 * Looks at the schema before the tables are created in it.
	 */
	@FunctionalInterface
	interface UnversionedCheck {

		/**
		 * Do not look.
		 */
		UnversionedCheck NONE = (session, schema) -> {
		};

		void check(Session session, String schema);

	}

}
