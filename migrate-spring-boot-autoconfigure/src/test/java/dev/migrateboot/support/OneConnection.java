package dev.migrateboot.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A pool of one connection. Whoever asks for it while it is in use fails at once, and
 * what its user leaves behind is there for the next one.
 */
public final class OneConnection extends AbstractDataSource implements AutoCloseable {

	private final Connection connection;

	private final AtomicBoolean used = new AtomicBoolean();

	/**
	 * Create a pool.
	 * @param dataSource where the connection comes from
	 */
	public OneConnection(DataSource dataSource) {
		try {
			this.connection = dataSource.getConnection();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public Connection getConnection() throws SQLException {
		if (!this.used.compareAndSet(false, true)) {
			throw new SQLException("The only connection is in use");
		}
		return (Connection) Proxy.newProxyInstance(OneConnection.class.getClassLoader(),
				new Class<?>[] { Connection.class }, (proxy, method, arguments) -> {
					if (method.getName().equals("close")) {
						this.used.set(false);
						return null;
					}
					try {
						return method.invoke(this.connection, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return the connection itself, to look at what its user has left behind.
	 * @return the connection
	 */
	public Connection connection() {
		return this.connection;
	}

	/**
	 * Return a client of the connection itself.
	 * @return the client
	 */
	public JdbcClient jdbc() {
		return JdbcClient.create(new SingleConnectionDataSource(this.connection, true));
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
