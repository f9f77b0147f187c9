package dev.migrateboot;

/**
 * A {@link MigrationListener} that is also told how far the statement at hand has come.
 * Costs a statement a second on a second connection for as long as a run lasts; where
 * none is to be had, nothing is told.
 */
public interface ProgressListener extends MigrationListener {

	/**
	 * Called about once a second while a statement of a script runs, on a thread of its
	 * own. May be called once more after the run has ended.
	 * @param progress what the server shows
	 */
	void duringStatement(StatementProgress progress);

}
