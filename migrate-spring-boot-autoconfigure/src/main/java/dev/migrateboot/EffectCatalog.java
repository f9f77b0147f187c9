package dev.migrateboot;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;

/**
 * Looks up in the catalog what effects are about. Reads no table and waits for no lock.
 */
final class EffectCatalog {

	/**
	 * The size of a table that somebody has locked is not asked for: that would wait.
	 */
	private static final String FIND = """
			with recursive tree(oid) as (
			  select c.oid from (values
			    (1, case when cardinality(parse_ident(:name)) = 1 then cast(:schema as text) || '.' || :name end),
			    (2, :name)) as n(place, name)
			  join pg_catalog.pg_class c on c.oid = to_regclass(n.name)
			  order by n.place limit 1
			), leaf(oid) as (
			  select oid from tree
			  union select i.inhrelid from leaf join pg_catalog.pg_inherits i on i.inhparent = leaf.oid
			), leaves as (
			  select c.reltuples, case when exists (
			      select from pg_catalog.pg_locks l where l.relation = c.oid and l.mode = 'AccessExclusiveLock'
			    ) then null else pg_relation_size(c.oid) = 0 end as empty
			  from leaf join pg_catalog.pg_class c on c.oid = leaf.oid and c.relkind in ('r', 'm', 't')
			)
			select quote_ident(s.nspname) || '.' || quote_ident(c.relname) as name,
			  coalesce((select quote_ident(ns.nspname) || '.' || quote_ident(t.relname)
			    from pg_catalog.pg_index i join pg_catalog.pg_class t on t.oid = i.indrelid
			    join pg_catalog.pg_namespace ns on ns.oid = t.relnamespace where i.indexrelid = c.oid),
			    quote_ident(s.nspname) || '.' || quote_ident(c.relname)) as locked,
			  (select case when bool_or(reltuples < 0) then null else sum(reltuples)::bigint end from leaves) as rows,
			  (select case when bool_and(empty) then true end from leaves) as empty
			from tree join pg_catalog.pg_class c on c.oid = tree.oid
			join pg_catalog.pg_namespace s on s.oid = c.relnamespace
			""";

	private static final String INSIDE = """
			select quote_ident(s.nspname) || '.' || quote_ident(c.relname)
			from pg_catalog.pg_class c join pg_catalog.pg_namespace s on s.oid = c.relnamespace
			where s.oid = to_regnamespace(:schema) and c.relkind in ('r', 'p') and not c.relispartition
			order by 1
			""";

	private final Session session;

	private final @Nullable String schema;

	EffectCatalog(Session session, @Nullable String schema) {
		this.session = session;
		this.schema = schema;
	}

	/**
	 * Look up what effects are about.
	 */
	Findings look(List<Effect> read) {
		List<Effect> effects = withTablesOfSchemas(read);
		Map<String, Found> found = find(effects);
		return new Findings(losses(effects, found), locks(effects, found));
	}

	private static List<Loss> losses(List<Effect> effects, Map<String, Found> found) {
		Set<Loss> losses = new LinkedHashSet<>();
		for (Effect effect : effects) {
			Loss.Kind kind = effect.loss();
			Found object = found.get(effect.name());
			if (kind == Loss.Kind.UNKNOWN || kind == Loss.Kind.SCHEMA) {
				losses.add(new Loss(effect.name(), kind, null, null));
			}
			else if (kind != null) {
				String name = (object != null) ? object.name() : effect.name();
				losses.add(new Loss((effect.column() != null) ? name + "." + effect.column() : name, kind,
						(object != null) ? object.rows() : null, (object != null) ? object.empty() : null));
			}
		}
		return List.copyOf(losses);
	}

	private static List<RelationLock> locks(List<Effect> effects, Map<String, Found> found) {
		Set<RelationLock> locks = new LinkedHashSet<>();
		for (Effect effect : effects) {
			String mode = effect.lock();
			if (mode != null) {
				Found object = found.get(effect.name());
				locks.add(new RelationLock((object != null) ? object.locked() : effect.name(), mode));
			}
		}
		return List.copyOf(locks);
	}

	/**
	 * What a schema takes along is what is in it now: a schema that is not dropped with
	 * all that is in it has to be empty by then.
	 */
	private List<Effect> withTablesOfSchemas(List<Effect> effects) {
		return effects.stream().flatMap((effect) -> {
			List<String> tables = (effect.loss() == Loss.Kind.SCHEMA) ? inside(effect.name()) : List.of();
			return Stream.concat(Stream.of(effect), tables.stream().map(EffectReader::droppedTable));
		}).toList();
	}

	private List<String> inside(String name) {
		try {
			return this.session.jdbc().sql(INSIDE).param("schema", name).query(String.class).list();
		}
		catch (DataAccessException ex) {
			// What the catalog cannot look up is shown as it is written.
			return List.of();
		}
	}

	private Map<String, Found> find(List<Effect> effects) {
		Map<String, Found> found = new LinkedHashMap<>();
		for (Effect effect : effects) {
			if (effect.loss() != Loss.Kind.UNKNOWN && !found.containsKey(effect.name())) {
				find(effect.name()).forEach((object) -> found.put(effect.name(), object));
			}
		}
		return found;
	}

	private List<Found> find(String name) {
		try {
			return this.session.jdbc()
				.sql(FIND)
				.param("name", name)
				.param("schema", (this.schema != null) ? Tables.quote(this.schema) : null)
				.query((row, number) -> new Found(row.getString("name"), row.getString("locked"),
						row.getObject("rows", Long.class), row.getObject("empty", Boolean.class)))
				.list();
		}
		catch (DataAccessException ex) {
			// What the catalog cannot look up is shown as it is written.
			return List.of();
		}
	}

	/**
	 * What effects are about, each once.
	 *
	 * @param losses what they take away
	 * @param locks the locks that they need
	 */
	record Findings(List<Loss> losses, List<RelationLock> locks) {

	}

	/**
	 * A relation.
	 *
	 * @param name its name with its schema
	 * @param locked the name of what is locked with it: of an index its table
	 * @param rows the estimate of its rows, or {@code null}
	 * @param empty {@code true} if it has none, or {@code null}
	 */
	private record Found(String name, String locked, @Nullable Long rows, @Nullable Boolean empty) {

	}

}
