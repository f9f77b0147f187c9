package dev.migrateboot;

import java.util.List;

import dev.migrateboot.sql.SqlStatement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Indexes that are rebuilt concurrently, each beside the old one under a name of its own
 * (PostgreSQL manual, REINDEX, "Rebuilding Indexes Concurrently").
 */
record ReindexTrace() implements CatalogTrace {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	static @Nullable ReindexTrace of(SqlStatement statement) {
		List<String> words = statement.words();
		boolean concurrent = words.indexOf("REINDEX") == 0 && words.contains("CONCURRENTLY");
		return concurrent ? new ReindexTrace() : null;
	}

	@Override
	public List<Long> existing(JdbcClient jdbc) {
		return jdbc.sql("select indexrelid::bigint from pg_catalog.pg_index where not indisvalid")
			.query((row, number) -> row.getLong(1))
			.list();
	}

	/**
	 * Repeating it is harmless once the copies are gone that the attempt has left behind.
	 */
	@Override
	public Outcome settle(Session session, Pipeline pipeline, List<Long> existing) {
		List<String> copies = session.jdbc().sql("""
				select i.indexrelid::regclass::text
				from pg_catalog.pg_index i
				join pg_catalog.pg_class c on c.oid = i.indexrelid
				where not i.indisvalid and not i.indexrelid::bigint = any (cast(:existing as bigint[]))
				  and c.relname ~ '_cc(new|old)[0-9]*$'
				""").param("existing", existing.toArray(Long[]::new)).query((row, number) -> row.getString(1)).list();
		copies.forEach((copy) -> {
			logger.info("Dropping the invalid index {} that an earlier attempt has left behind", copy);
			pipeline.add("drop index concurrently " + copy);
			pipeline.flush();
		});
		return Outcome.AGAIN;
	}

}
