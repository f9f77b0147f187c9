package dev.migrateboot;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Something that a step takes away, as far as its statements tell.
 *
 * @param object the name with its schema, as the catalog has it now, or as written if it
 * is not there; for {@link Kind#UNKNOWN} the statement that nobody can tell about
 * @param kind what is lost
 * @param estimatedRows how many rows it has by the planner's statistics, or {@code null}
 * if they have never been gathered
 * @param empty {@code true} if the table has no rows, {@code null} if that cannot be told
 * without reading it
 */
public record Loss(String object, Kind kind, @Nullable Long estimatedRows, @Nullable Boolean empty) {

	/**
	 * What is lost.
	 */
	public enum Kind {

		/**
		 * A table with its rows.
		 */
		TABLE,

		/**
		 * A column with its values.
		 */
		COLUMN,

		/**
		 * A schema with all that is in it.
		 */
		SCHEMA,

		/**
		 * All rows of a table.
		 */
		TRUNCATED,

		/**
		 * Some rows of a table, at most as many as it has.
		 */
		DELETED,

		/**
		 * Nobody can tell: what the statement does is decided while it runs.
		 */
		UNKNOWN;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
