package dev.migrateboot.command;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

import dev.migrateboot.MigrationListener;
import dev.migrateboot.MigrationReport;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Ends a command when somebody interrupts the process: the statement that runs is
 * cancelled on the server, so that the run fails as it does otherwise, with its
 * transaction rolled back and the claim released, and the process waits for that.
 */
public final class Interruption implements MigrationListener {

	private static final int ATTEMPTS = 10;

	private final CountDownLatch ended = new CountDownLatch(1);

	private final Thread command = Thread.currentThread();

	private volatile boolean interrupted;

	private volatile @Nullable Connection connection;

	Interruption() {
	}

	/**
	 * Return a data source of which the connection of the run is known here.
	 * @param dataSource the data source of migrations
	 * @return the same, watched
	 */
	public DataSource watch(DataSource dataSource) {
		return new DelegatingDataSource(dataSource) {

			@Override
			public Connection getConnection() throws SQLException {
				Connection opened = super.getConnection();
				// Other threads look beside the run; what they do ends by itself.
				if (Thread.currentThread() == Interruption.this.command) {
					Interruption.this.connection = opened;
				}
				return opened;
			}

		};
	}

	/**
	 * Stop a run between two steps.
	 */
	@Override
	public void afterStep(MigrationReport.Step step) {
		if (this.interrupted) {
			throw new CommandException("Interrupted behind %s, which stays %s.".formatted(step.label(), step.outcome()),
					"Ask again to go on.");
		}
	}

	/**
	 * Have this called when the process is interrupted.
	 */
	void install() {
		Runtime.getRuntime().addShutdownHook(new Thread(this::interrupt, "migrate-interruption"));
	}

	/**
	 * Tell that the command has ended. Does not return if the process was interrupted:
	 * its exit code is that of the interruption then.
	 */
	void ended() {
		this.ended.countDown();
		if (this.interrupted) {
			while (true) {
				LockSupport.park();
			}
		}
	}

	boolean isInterrupted() {
		return this.interrupted;
	}

	private void interrupt() {
		if (this.ended.getCount() == 0 || !isConnected()) {
			return;
		}
		this.interrupted = true;
		// Whoever waits for the claim does so outside any statement.
		this.command.interrupt();
		try {
			for (int i = 0; i < ATTEMPTS; i++) {
				cancel();
				// Between two statements there is nothing to cancel; the next one is met
				// then.
				if (this.ended.await(1, TimeUnit.SECONDS)) {
					return;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private boolean isConnected() {
		Connection current = this.connection;
		try {
			return current != null && !current.isClosed();
		}
		catch (SQLException ex) {
			return false;
		}
	}

	private void cancel() {
		Connection current = this.connection;
		try {
			if (current != null && !current.isClosed()) {
				current.unwrap(PGConnection.class).cancelQuery();
			}
		}
		catch (SQLException ex) {
			// The connection ends by itself, or the server ends what runs on it.
		}
	}

}
