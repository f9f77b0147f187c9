package dev.migrateboot;

import java.util.List;

/**
 * Looks whether anybody but the owner and superusers can change the tables of the
 * history: by a privilege on a table or column, as a member of {@code pg_write_all_data},
 * or through a trigger, a rule or row-level security. Who can would have the migration
 * role run any SQL as a stored downgrade script.
 */
final class TablePrivileges {

	private static final String FIND = """
			with tables as (
			  select c.oid, c.relowner, c.relacl, c.relrowsecurity, format('%I.%I', n.nspname, c.relname) as name
			  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
			  where c.oid = any (cast(cast(:tables as text[]) as regclass[]))
			), grants as (
			  select t.*, '' as columns, acl.grantee, acl.privilege_type
			  from tables t cross join lateral aclexplode(t.relacl) acl
			  union all
			  select t.*, format(' (%I)', a.attname), acl.grantee, acl.privilege_type
			  from tables t join pg_catalog.pg_attribute a on a.attrelid = t.oid and not a.attisdropped
			  cross join lateral aclexplode(a.attacl) acl
			)
			select 1 as rank, format('%s may %s %s%s', who.name, lower(string_agg(distinct g.privilege_type, ', ')), g.name,
			    g.columns) as what,
			  format('revoke all%s on table %s from %s cascade', g.columns, g.name, who.name) as fix
			from grants g left join pg_catalog.pg_roles r on r.oid = g.grantee
			cross join lateral (select case g.grantee when 0 then 'public' else quote_ident(r.rolname) end as name) who
			where g.privilege_type in ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER')
			  and g.grantee <> g.relowner and not coalesce(r.rolsuper or r.rolname = current_user, false)
			group by who.name, g.name, g.columns
			union all
			select 2, format('%I is a member of pg_write_all_data', r.rolname),
			  format('revoke pg_write_all_data from %I', r.rolname)
			from pg_catalog.pg_roles r
			join pg_catalog.pg_auth_members m on m.member = r.oid and m.roleid = 'pg_write_all_data'::regrole
			where not r.rolsuper and r.rolname <> current_user and r.oid not in (select relowner from tables)
			union all
			select 3, format('%s has the trigger %I', t.name, g.tgname), format('drop trigger %I on %s', g.tgname, t.name)
			from tables t join pg_catalog.pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal
			union all
			select 4, format('%s has the rule %I', t.name, w.rulename), format('drop rule %I on %s', w.rulename, t.name)
			from tables t join pg_catalog.pg_rewrite w on w.ev_class = t.oid
			union all
			select 5, format('%s has the policy %I', t.name, p.polname), format('drop policy %I on %s', p.polname, t.name)
			from tables t join pg_catalog.pg_policy p on p.polrelid = t.oid
			union all
			select 6, format('%s has row-level security', t.name),
			  format('alter table %s disable row level security', t.name)
			from tables t where t.relrowsecurity
			order by 1, 2
			""";

	private TablePrivileges() {
	}

	/**
	 * Check that the tables are their owner's alone.
	 * @throws HistoryException if somebody else can change them, with the statements that
	 * put an end to that
	 */
	static void check(Session session, Tables tables) {
		List<Finding> findings = session.ask("Looking who may change the tables of the history",
				() -> session.jdbc()
					.sql(FIND)
					.param("tables", tables.all().toArray(String[]::new))
					.query((row, number) -> new Finding(row.getString("what"), row.getString("fix")))
					.list());
		if (!findings.isEmpty()) {
			throw HistoryException.unsafeTables(findings.stream().map(Finding::what).toList(),
					findings.stream().map(Finding::fix).toList());
		}
	}

	private record Finding(String what, String fix) {

	}

}
