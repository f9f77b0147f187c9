package dev.migrateboot;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A migration in code, for what SQL alone cannot say. A Spring bean of this type is
 * sorted in among the scripts by its version and recorded as they are, in the same
 * transaction and under the same settings. Version, description and checksum may be asked
 * for at any time and always have to be the same.
 * <p>
 * The bean is created before anything that uses the database: it may not depend on an
 * {@code EntityManagerFactory}, a repository or a {@code JdbcTemplate}, all of which wait
 * for the migrations.
 */
public interface CodeMigration {

	/**
	 * Return the version.
	 * @return whole numbers separated by dots or underscores, such as {@code 007}
	 */
	String version();

	/**
	 * Return what the migration is about.
	 * @return the description, possibly empty
	 */
	String description();

	/**
	 * Return what stands for the meaning of the code. Another checksum than the one that
	 * was applied says that the code has come to mean something else, and is met as a
	 * changed script is.
	 * @return any text but a blank one
	 */
	String checksum();

	/**
	 * Apply the migration. Runs in the transaction of the revision, once the claim is
	 * held, and may neither commit nor roll back. What it changes through another
	 * connection is no part of the revision, and with a pool of one there is no other.
	 * @param jdbc the connection of the run; not to be used once this method has returned
	 */
	void upgrade(JdbcClient jdbc);

	/**
	 * A migration in code with a way back, which only a build has that contains the
	 * class: the history cannot keep code.
	 */
	interface Reversible extends CodeMigration {

		/**
		 * Revert the migration, under the terms of {@link #upgrade(JdbcClient)}.
		 * @param jdbc the connection of the run; not to be used once this method has
		 * returned
		 */
		void downgrade(JdbcClient jdbc);

	}

}
