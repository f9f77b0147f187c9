package dev.migrateboot;

import java.util.List;
import java.util.function.Consumer;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Brings a PostgreSQL database to the version that is asked for and tells where it
 * stands. Every method uses one connection of the data source and may be called from any
 * thread, on any number of instances at once: one migrates, the others wait.
 */
public interface Migrations {

	/**
	 * Tell where the database stands. Reads the tables of the history; takes no lock and
	 * creates nothing.
	 * @return the status
	 * @throws MigrateException if scripts or database cannot be read
	 */
	MigrationStatus status();

	/**
	 * Return the way to a target, upwards or downwards. Reads the tables of the history;
	 * takes no lock and creates nothing.
	 * @param target where to
	 * @return the plan, possibly without steps or with a refusal
	 * @throws TargetException if there is no such target
	 * @throws MigrateException if scripts or database cannot be read
	 */
	MigrationPlan plan(Target target);

	/**
	 * Return what would run in each step of a plan, and what that would take away and
	 * lock. Reads the catalog, no table of the user; takes no lock.
	 * @param plan a plan that has just been read
	 * @return a preview for each step, in their order
	 * @throws MigrateException if scripts or database cannot be read
	 */
	List<StepPreview> preview(MigrationPlan plan);

	/**
	 * Return what the journal holds, newest first: every upgrade, downgrade, stamp and
	 * repair, every version that is held and every end of that, and failures. Takes no
	 * lock.
	 * @param before the id that all rows have to be below, or {@code null} to begin with
	 * the last
	 * @param limit how many at most
	 * @return the rows, empty without a history
	 * @throws MigrateException if the database cannot be read
	 */
	List<JournalEntry> journal(@Nullable Long before, int limit);

	/**
	 * Return the downgrade that stays down. This is one statement on one connection and
	 * reads no script.
	 * @return the hold, or {@code null} without one
	 * @throws MigrateException if the database cannot be read
	 */
	@Nullable Hold hold();

	/**
	 * Apply what is pending up to a target. With nothing pending this is one statement on
	 * one connection. Else the claim is taken, and each revision runs in a transaction
	 * together with its history and journal row, or, if one of its statements cannot, in
	 * units that are recorded one by one. At this build's head its repeatable scripts
	 * that have changed run behind them. What a downgrade has left held is applied too,
	 * and the hold of it ends.
	 * @param target where to; {@code head} never reverts anything
	 * @return what was done
	 * @throws MigrateException if it could not be done; revisions before the failed one
	 * stay applied
	 */
	MigrationReport upgrade(Target target);

	/**
	 * Do what {@link #upgrade(Target)} does, the way an application start wants it: a
	 * target below the current version is nothing to do, a database ahead of this build
	 * is met as the settings say, which may take it back, and what a downgrade has left
	 * held is not applied.
	 * @param target where to
	 * @return what was done
	 * @throws MigrateException if it could not be done, or if something up to the target
	 * is held; nothing has run then
	 */
	MigrationReport upgradeOnStart(Target target);

	/**
	 * Revert every applied version above a target, in reverse order of application, by
	 * the scripts that the history or this build has. Takes the claim, leaves no hold.
	 * @param target where to
	 * @return what was done
	 * @throws MigrateException if it could not be done; versions reverted before the
	 * failed one stay reverted
	 */
	MigrationReport downgrade(Target target);

	/**
	 * Execute exactly the plan that was read. Takes the claim without waiting for it. Who
	 * upgrades like this ends the hold of what is applied.
	 * @param target where to
	 * @param order what is to be executed, by whom and why
	 * @return what was done
	 * @throws PlanException if the plan is refused or out of date; nothing has run then
	 * @throws ClaimException if another run is in progress
	 * @throws MigrateException if it could not be done
	 */
	MigrationReport execute(Target target, Order order);

	/**
	 * Record, without running any script, that exactly this build's versions up to a
	 * target are applied. Takes the claim and creates the tables of the history if need
	 * be; everything in one transaction. At this build's head its repeatable scripts are
	 * recorded too. What is recorded is held no more.
	 * @param target the highest version to record
	 * @return what was recorded and removed
	 * @throws HistoryException if the history holds versions that this build lacks
	 * @throws MigrateException if it could not be done
	 */
	default MigrationReport stamp(Target target) {
		return stamp(target, false);
	}

	/**
	 * Record, without running any script, that exactly this build's versions up to a
	 * target are applied, as {@link #stamp(Target)} does.
	 * @param target the highest version to record
	 * @param purge whether to remove versions that this build lacks too; their stored
	 * downgrade scripts are lost
	 * @return what was recorded and removed
	 * @throws HistoryException if the history holds versions that this build lacks,
	 * unless they are to be removed
	 * @throws MigrateException if it could not be done
	 */
	MigrationReport stamp(Target target, boolean purge);

	/**
	 * Correct the record of one version after somebody has looked: accept this build's
	 * script in place of the applied one, or tell what has become of a statement whose
	 * outcome is unknown. Takes the claim; history and journal row change in one
	 * transaction, and nothing of the scripts is run.
	 * @param version the version
	 * @param repair what was decided, and why
	 * @return what was recorded
	 * @throws HistoryException if there is nothing of the kind to repair
	 * @throws MigrateException if it could not be done
	 */
	MigrationReport repair(Version version, Repair repair);

	/**
	 * Print what an upgrade or a downgrade would run as a script for {@code psql},
	 * history and journal rows included. Reads the tables of the history; takes no lock
	 * and changes nothing. The script takes the claim, and fails where the database is no
	 * longer what it was printed for.
	 * @param target where to
	 * @param direction which way
	 * @param source which text to print where stored and packaged downgrade differ, or
	 * {@code null}
	 * @param hold whether what is reverted stays down
	 * @param lines takes the script, line by line or several at once
	 * @throws TargetException if there is no such target or it lies the other way
	 * @throws PlanException if the plan is refused, or no script can do what it does
	 * @throws MigrateException if scripts or database cannot be read
	 */
	void script(Target target, Direction direction, @Nullable Source source, boolean hold, Consumer<String> lines);

	/**
	 * Check that nothing is pending up to a target. Changes nothing.
	 * @param target the version that the database has to be at
	 * @throws HistoryException if something is pending or contradicts this build
	 * @throws MigrateException if scripts or database cannot be read
	 */
	void validate(Target target);

	/**
	 * Wait, at most for the claim timeout, until another process has applied what is
	 * pending up to a target. Changes nothing.
	 * @param target the version that the database has to be at
	 * @throws HistoryException if something is still pending or contradicts this build
	 * @throws MigrateException if scripts or database cannot be read
	 */
	void await(Target target);

	/**
	 * Create the engine for scripts alone.
	 * @param dataSource the database
	 * @param settings the settings
	 * @param checks what may refuse a plan
	 * @param listeners what is told of a run
	 * @return the engine; it holds no connection between two calls
	 */
	static Migrations create(DataSource dataSource, MigrateSettings settings, List<PlanCheck> checks,
			List<MigrationListener> listeners) {
		return create(dataSource, settings, checks, listeners, List.of());
	}

	/**
	 * Create the engine.
	 * @param dataSource the database
	 * @param settings the settings
	 * @param checks what may refuse a plan
	 * @param listeners what is told of a run
	 * @param code the migrations in code
	 * @return the engine; it holds no connection between two calls
	 */
	static Migrations create(DataSource dataSource, MigrateSettings settings, List<PlanCheck> checks,
			List<MigrationListener> listeners, List<CodeMigration> code) {
		ClassLoader classLoader = ClassUtils.getDefaultClassLoader();
		return new DefaultMigrations(dataSource, settings, checks, listeners, code,
				(classLoader != null) ? classLoader : Migrations.class.getClassLoader());
	}

	/**
	 * Who wants a plan to be executed.
	 *
	 * @param plan the id of the plan that was read
	 * @param by who asks
	 * @param reason why, or {@code null}
	 * @param source which text to run where stored and packaged downgrade differ, or
	 * {@code null}
	 * @param hold whether what is reverted stays down: no start applies it until somebody
	 * upgrades on purpose, its script changes or a later release starts
	 */
	record Order(String plan, String by, @Nullable String reason, @Nullable Source source, boolean hold) {

		/**
		 * Put spaces in the place of control characters and of those that change the
		 * direction of writing: names and reasons are read in logs and terminals.
		 */
		public Order {
			by = printable(by);
			reason = (reason != null) ? printable(reason) : null;
		}

		private static String printable(String text) {
			return text
				.replaceAll("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{200e}\\x{200f}\\x{2028}-\\x{202e}\\x{2066}-\\x{2069}]+", " ")
				.strip();
		}

		/**
		 * Create an order that leaves no hold.
		 * @param plan the id of the plan that was read
		 * @param by who asks
		 * @param reason why, or {@code null}
		 * @param source which text to run where stored and packaged downgrade differ, or
		 * {@code null}
		 */
		public Order(String plan, String by, @Nullable String reason, @Nullable Source source) {
			this(plan, by, reason, source, false);
		}

	}

	/**
	 * What would run in a step.
	 *
	 * @param step the step
	 * @param transactional whether it runs in one transaction
	 * @param sql the text, or {@code null} if it is longer than a mebibyte
	 * @param packagedSql this build's text where it differs from the stored one and a
	 * choice is open, else {@code null}
	 * @param loses what the step takes away; of a downgrade, and of both texts while a
	 * choice is open
	 * @param locks the locks that it takes on relations that exist now
	 */
	record StepPreview(MigrationStep step, boolean transactional, @Nullable String sql, @Nullable String packagedSql,
			List<Loss> loses, List<RelationLock> locks) {

		/**
		 * Copy the lists.
		 */
		public StepPreview {
			loses = List.copyOf(loses);
			locks = List.copyOf(locks);
		}

	}

}
