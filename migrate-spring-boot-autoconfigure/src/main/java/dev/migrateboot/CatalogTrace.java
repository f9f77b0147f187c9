package dev.migrateboot;

import java.sql.SQLException;
import java.util.List;

import dev.migrateboot.sql.SqlStatement;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a statement that runs outside a transaction leaves in the catalog, by which it can
 * be told whether it has taken effect when nobody has seen its end. Names are looked up
 * as the statement itself would, under the settings that it runs under.
 */
sealed interface CatalogTrace permits IndexTrace, ReindexTrace, PartitionTrace, ObjectTrace, NoTrace {

	/**
	 * A name as SQL has it, quoted or not.
	 */
	String NAME = "(?:\"(?:[^\"]|\"\")+\"|[\\p{L}_][\\w$\\p{L}]*)";

	/**
	 * A name that may be qualified by others.
	 */
	String QUALIFIED_NAME = NAME + "(?:\\s*\\.\\s*" + NAME + ")*";

	/**
	 * Return what is there before the statement is sent and that its own could be taken
	 * for.
	 * @return object identifiers
	 */
	default List<Long> existing(JdbcClient jdbc) {
		return List.of();
	}

	/**
	 * Find out whether an earlier attempt has taken effect, and remove or finish what it
	 * has left half-done. No backend runs the statement any more.
	 * @param existing what was there before the first attempt
	 */
	Outcome settle(Session session, Pipeline pipeline, List<Long> existing) throws SQLException;

	/**
	 * Return what is wrong with the result although the server has reported success, or
	 * {@code null}.
	 */
	default @Nullable String flaw(JdbcClient jdbc, @Nullable List<Long> existing) {
		return null;
	}

	/**
	 * Return the trace of a statement.
	 */
	static CatalogTrace of(SqlStatement statement) {
		CatalogTrace trace = IndexTrace.of(statement);
		trace = (trace != null) ? trace : ReindexTrace.of(statement);
		trace = (trace != null) ? trace : PartitionTrace.of(statement);
		trace = (trace != null) ? trace : ObjectTrace.of(statement);
		return (trace != null) ? trace : NoTrace.of(statement);
	}

	/**
	 * What has become of a statement that was started.
	 */
	enum Outcome {

		/**
		 * It has taken effect.
		 */
		DONE,

		/**
		 * It has had no effect, or one that does not matter: it is to be sent again.
		 */
		AGAIN,

		/**
		 * Nobody can tell.
		 */
		UNKNOWN

	}

}
