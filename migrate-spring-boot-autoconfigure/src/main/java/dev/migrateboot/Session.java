package dev.migrateboot;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The one connection of a run. Between transactions every statement commits by itself;
 * closing gives the connection back as it came.
 */
final class Session implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private static final Duration LONGEST_START = Duration.ofMinutes(1);

	private static final String READ_COMMITTED = "set transaction isolation level read committed";

	private final DataSource dataSource;

	private final Connection connection;

	private final ClientSettings before;

	private final JdbcClient jdbc;

	private Session(DataSource dataSource, Connection connection) throws SQLException {
		this.dataSource = dataSource;
		this.connection = connection;
		this.before = ClientSettings.change(connection);
		this.jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
	}

	static Session open(DataSource dataSource) {
		return open(dataSource, LONGEST_START);
	}

	/**
	 * Open a session.
	 * @param longestStart how long to wait for a server that is starting
	 * @throws DatabaseException if there is no connection to be had, or no PostgreSQL
	 */
	static Session open(DataSource dataSource, Duration longestStart) {
		Connection connection = connect(dataSource, longestStart);
		try {
			String product = connection.getMetaData().getDatabaseProductName();
			if (!"PostgreSQL".equals(product)) {
				connection.close();
				throw DatabaseException.notPostgres(product);
			}
			return new Session(dataSource, connection);
		}
		catch (SQLException ex) {
			close(connection, ex);
			throw DatabaseException.unreachable(ex);
		}
	}

	/**
	 * A server that starts or recovers (57P03) is waited for; it will be there in a
	 * while.
	 */
	private static Connection connect(DataSource dataSource, Duration longestStart) {
		Instant deadline = Instant.now().plus(longestStart);
		for (boolean told = false;; told = true) {
			try {
				return dataSource.getConnection();
			}
			catch (SQLException ex) {
				if (!DatabaseException.isStarting(ex)) {
					throw DatabaseException.unreachable(ex);
				}
				if (Instant.now().isAfter(deadline)) {
					throw DatabaseException.starting(ex, longestStart);
				}
				if (!told) {
					logger.info("Waiting for the database: {}", ex.getMessage());
				}
				ClaimQueue.pause(500);
			}
		}
	}

	/**
	 * Return where the connection comes from.
	 */
	DataSource dataSource() {
		return this.dataSource;
	}

	Connection connection() {
		return this.connection;
	}

	JdbcClient jdbc() {
		return this.jdbc;
	}

	/**
	 * Return whether a process of the server serves this connection alone.
	 * @param pid its process id as the server tells it
	 */
	boolean isBackend(int pid) throws SQLException {
		return this.connection.isWrapperFor(PGConnection.class)
				&& this.connection.unwrap(PGConnection.class).getBackendPID() == pid;
	}

	boolean isLost() {
		try {
			return this.connection.isClosed();
		}
		catch (SQLException ex) {
			return true;
		}
	}

	/**
	 * Run statements of our own.
	 * @param doing what they do, to be continued by "failed"
	 * @throws DatabaseException if one fails
	 */
	<T> T ask(String doing, Supplier<T> statements) {
		try {
			return statements.get();
		}
		catch (DataAccessException ex) {
			throw translate(doing, ex);
		}
	}

	void tell(String doing, Runnable statements) {
		ask(doing, () -> {
			statements.run();
			return true;
		});
	}

	static RuntimeException translate(String doing, DataAccessException failure) {
		SQLException cause = DatabaseException.sqlException(failure);
		return (cause != null) ? DatabaseException.translate(doing, cause) : failure;
	}

	/**
	 * Run work in a READ COMMITTED transaction, whatever the pool's default is.
	 */
	<T extends @Nullable Object> T transaction(Work<T> work) throws SQLException {
		return begun(() -> {
			execute(READ_COMMITTED);
			T result = work.run();
			this.connection.commit();
			return result;
		});
	}

	/**
	 * Run work in a READ COMMITTED transaction that begins and ends with what the work
	 * adds to a pipeline.
	 * @param uncommitted what is thrown if the transaction cannot be committed
	 */
	<T extends @Nullable Object> T transaction(Pipeline pipeline, Function<SQLException, RuntimeException> uncommitted,
			Work<T> work) throws SQLException {
		return begun(() -> {
			pipeline.add(READ_COMMITTED);
			T result = work.run();
			pipeline.add("commit", uncommitted);
			pipeline.flush();
			return result;
		});
	}

	/**
	 * Run work in a transaction that is rolled back.
	 */
	<T extends @Nullable Object> T discarded(Work<T> work) throws SQLException {
		return begun(() -> {
			T result = work.run();
			this.connection.rollback();
			return result;
		});
	}

	/**
	 * Send a statement of our own as it stands.
	 */
	void execute(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.setEscapeProcessing(false);
			statement.execute(sql);
		}
	}

	private <T extends @Nullable Object> T begun(Work<T> work) throws SQLException {
		this.connection.setAutoCommit(false);
		T result;
		try {
			result = work.run();
		}
		catch (Throwable ex) {
			rollback(ex);
			throw ex;
		}
		this.connection.setAutoCommit(true);
		return result;
	}

	@Override
	public void close() {
		try (Connection closing = this.connection) {
			if (!closing.isClosed()) {
				this.before.restore(closing);
			}
		}
		catch (SQLException ex) {
			// The run is over; a connection that is lost has nothing left to give back.
		}
	}

	private void rollback(Throwable failure) {
		try {
			this.connection.rollback();
			this.connection.setAutoCommit(true);
		}
		catch (SQLException ex) {
			failure.addSuppressed(ex);
		}
	}

	private static void close(Connection connection, Exception failure) {
		try {
			connection.close();
		}
		catch (SQLException ex) {
			failure.addSuppressed(ex);
		}
	}

	/**
	 * Work in a transaction.
	 *
	 * @param <T> the type of its result
	 */
	@FunctionalInterface
	interface Work<T extends @Nullable Object> {

		T run() throws SQLException;

	}

}
