package dev.migrateboot;

import java.sql.Connection;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * What a connection that comes from a pool is set to on this side of it. None of it costs
 * a round trip.
 *
 * @param autoCommit whether every statement commits by itself
 * @param networkTimeout how long the driver waits for an answer, in milliseconds
 * @param prepareThreshold how often a statement runs before the server keeps it, or
 * {@code null} if another driver is at work
 */
record ClientSettings(boolean autoCommit, int networkTimeout, @Nullable Integer prepareThreshold) {

	/**
	 * Let every statement commit by itself, wait for an answer as long as it takes, and
	 * let the server keep no statement: behind a pooler the next one may go to another
	 * session, which has a statement of that name already or does not know it.
	 * @return what it was before
	 */
	static ClientSettings change(Connection connection) throws SQLException {
		PGConnection driver = driver(connection);
		ClientSettings before = new ClientSettings(connection.getAutoCommit(), connection.getNetworkTimeout(),
				(driver != null) ? driver.getPrepareThreshold() : null);
		new ClientSettings(true, 0, (driver != null) ? 0 : null).restore(connection);
		return before;
	}

	void restore(Connection connection) throws SQLException {
		PGConnection driver = driver(connection);
		if (driver != null && this.prepareThreshold != null) {
			driver.setPrepareThreshold(this.prepareThreshold);
		}
		if (connection.getNetworkTimeout() != this.networkTimeout) {
			connection.setNetworkTimeout(Runnable::run, this.networkTimeout);
		}
		connection.setAutoCommit(this.autoCommit);
	}

	private static @Nullable PGConnection driver(Connection connection) throws SQLException {
		return connection.isWrapperFor(PGConnection.class) ? connection.unwrap(PGConnection.class) : null;
	}

}
