package dev.migrateboot.support;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * A data source that writes down what is asked of its connections: every statement, and
 * every beginning and end of a transaction that is not a statement.
 */
public final class RecordingDataSource extends AbstractDataSource {

	private final DataSource dataSource;

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final AtomicInteger left;

	/**
	 * Create a data source.
	 * @param dataSource where its connections come from
	 */
	public RecordingDataSource(DataSource dataSource) {
		this(dataSource, Integer.MAX_VALUE);
	}

	/**
	 * Create a data source whose connections are cut off, as by the death of the process.
	 * @param dataSource where its connections come from
	 * @param statements after how many executions
	 */
	public RecordingDataSource(DataSource dataSource, int statements) {
		this.dataSource = dataSource;
		this.left = new AtomicInteger(statements);
	}

	@Override
	public Connection getConnection() throws SQLException {
		if (isCutOff()) {
			throw new SQLException("cut off");
		}
		Connection connection = this.dataSource.getConnection();
		this.calls.add("open");
		return proxy(Connection.class, (proxy, method, arguments) -> onConnection(connection, method, arguments));
	}

	@Override
	public Connection getConnection(String username, String password) throws SQLException {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return what has been asked so far: {@code open}, {@code close}, {@code commit},
	 * {@code rollback}, {@code executeBatch}, a change of the autocommit mode, or the
	 * first line of a statement.
	 * @return the calls in their order
	 */
	public List<String> calls() {
		return List.copyOf(this.calls);
	}

	/**
	 * Return whether the connection has been cut off.
	 * @return whether there were more executions than allowed
	 */
	public boolean isCutOff() {
		return this.left.get() <= 0;
	}

	private @Nullable Object onConnection(Connection connection, Method method, Object[] arguments) throws Throwable {
		switch (method.getName()) {
			case "setAutoCommit" -> {
				if (!arguments[0].equals(connection.getAutoCommit())) {
					this.calls.add("autocommit " + arguments[0]);
				}
			}
			case "close", "commit", "rollback" -> this.calls.add(method.getName());
			case "setReadOnly", "setTransactionIsolation", "setSchema", "setClientInfo" ->
				this.calls.add(method.getName() + " " + arguments[0]);
			default -> {
			}
		}
		Object result = invoke(connection, method, arguments);
		if (result instanceof PreparedStatement statement) {
			String sql = firstLine(arguments[0]);
			return proxy(PreparedStatement.class, (proxy, called, given) -> onStatement(statement, called, given, sql));
		}
		if (result instanceof Statement statement) {
			return proxy(Statement.class, (proxy, called, given) -> onStatement(statement, called, given, ""));
		}
		return result;
	}

	private @Nullable Object onStatement(Statement statement, Method method, @Nullable Object @Nullable [] arguments,
			String prepared) throws Throwable {
		if (method.getName().startsWith("execute")) {
			this.calls.add((arguments != null && arguments.length > 0) ? firstLine(arguments[0])
					: prepared.isEmpty() ? method.getName() : prepared);
			Object result = invoke(statement, method, arguments);
			if (this.left.decrementAndGet() == 0) {
				statement.getConnection().abort(Runnable::run);
			}
			return result;
		}
		return invoke(statement, method, arguments);
	}

	private static String firstLine(@Nullable Object sql) {
		return String.valueOf(sql).strip().lines().findFirst().orElse("");
	}

	private static @Nullable Object invoke(Object target, Method method, @Nullable Object @Nullable [] arguments)
			throws Throwable {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	private static <T> T proxy(Class<T> type, InvocationHandler handler) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

}
