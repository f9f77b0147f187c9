package dev.migrateboot.support;

import java.util.List;

/**
 * What the catalog of a database says: a line for every object that a script can make.
 */
public final class CatalogSnapshot {

	private static final String OBJECTS = """
			with own as (
			  select oid, nspname from pg_catalog.pg_namespace where nspname !~ '^pg_(toast|temp|catalog)|^information_schema$'
			)
			select 'schema ' || n.nspname || ' ' || coalesce(n.nspacl::text, '')
			from pg_catalog.pg_namespace n join own using (oid, nspname)
			union all
			select 'relation ' || c.oid::regclass || ' ' || c.relkind::text || ' ' || coalesce(c.relacl::text, '')
			from pg_catalog.pg_class c join own on own.oid = c.relnamespace
			union all
			select 'column ' || c.oid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' '
			  || a.attnotnull || ' ' || a.attidentity::text || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
			from pg_catalog.pg_class c join own on own.oid = c.relnamespace
			join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
			left join pg_catalog.pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
			where c.relkind <> 'i'
			union all
			select 'constraint ' || n.conrelid::regclass || '.' || n.conname || ' ' || pg_get_constraintdef(n.oid) || ' '
			  || n.convalidated
			from pg_catalog.pg_constraint n join own on own.oid = n.connamespace
			where n.conrelid <> 0
			union all
			select 'index ' || pg_get_indexdef(i.indexrelid) || ' ' || i.indisvalid
			from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
			join own on own.oid = c.relnamespace
			union all
			select 'label ' || e.enumtypid::regtype || ' ' || e.enumsortorder || ' ' || e.enumlabel
			from pg_catalog.pg_enum e
			union all
			select 'type ' || t.oid::regtype || ' ' || t.typtype::text
			from pg_catalog.pg_type t join own on own.oid = t.typnamespace
			union all
			select 'routine ' || p.oid::regprocedure || ' ' || md5(p.prosrc) || ' ' || coalesce(p.proacl::text, '')
			from pg_catalog.pg_proc p join own on own.oid = p.pronamespace
			union all
			select 'view ' || c.oid::regclass || ' ' || pg_get_viewdef(c.oid)
			from pg_catalog.pg_class c join own on own.oid = c.relnamespace where c.relkind in ('v', 'm')
			union all
			select 'trigger ' || pg_get_triggerdef(t.oid) from pg_catalog.pg_trigger t where not t.tgisinternal
			union all
			select 'extension ' || e.extname || ' ' || e.extversion from pg_catalog.pg_extension e
			union all
			select 'comment ' || d.classoid::regclass || ' ' || d.objsubid || ' ' || d.description
			from pg_catalog.pg_description d where d.objoid >= 16384
			order by 1
			""";

	private CatalogSnapshot() {
	}

	/**
	 * Take a snapshot.
	 * @param database the database
	 * @return a line for every object, sorted
	 */
	public static List<String> of(TestDatabase database) {
		return database.list(OBJECTS);
	}

}
