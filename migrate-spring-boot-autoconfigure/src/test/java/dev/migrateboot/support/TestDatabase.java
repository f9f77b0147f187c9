package dev.migrateboot.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import javax.sql.DataSource;

import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A database of its own for one test.
 */
public final class TestDatabase {

	private final PGSimpleDataSource dataSource;

	TestDatabase(PGSimpleDataSource dataSource) {
		this.dataSource = dataSource;
	}

	/**
	 * Return the name.
	 * @return the name, which needs no quotes
	 */
	public String name() {
		return String.valueOf(this.dataSource.getDatabaseName());
	}

	/**
	 * Return the port of the server.
	 * @return the port
	 */
	public int port() {
		return this.dataSource.getPortNumbers()[0];
	}

	/**
	 * Return the version of the server.
	 * @return the number that its releases have in common, such as 18
	 */
	public int major() {
		return Integer.parseInt(value("select current_setting('server_version_num')::int / 10000"));
	}

	/**
	 * Return the data source of the superuser.
	 * @return the data source; every connection is new
	 */
	public DataSource dataSource() {
		return this.dataSource;
	}

	/**
	 * Return the data source of another role.
	 * @param user the role
	 * @param password its password
	 * @return the data source; every connection is new
	 */
	public DataSource dataSource(String user, String password) {
		PGSimpleDataSource other = new PGSimpleDataSource();
		other.setUrl(url());
		other.setUser(user);
		other.setPassword(password);
		return other;
	}

	/**
	 * Return the JDBC address.
	 * @return the address without a user
	 */
	public String url() {
		return "jdbc:postgresql://localhost:%d/%s".formatted(this.dataSource.getPortNumbers()[0],
				this.dataSource.getDatabaseName());
	}

	/**
	 * Return a client that opens a connection for each statement.
	 * @return the client
	 */
	public JdbcClient jdbc() {
		return JdbcClient.create(this.dataSource);
	}

	/**
	 * Execute statements.
	 * @param statements what to execute, each by itself
	 */
	public void execute(String... statements) {
		for (String statement : statements) {
			jdbc().sql(statement).update();
		}
	}

	/**
	 * Return the first column of what a query returns.
	 * @param sql the query
	 * @return the values as texts
	 */
	public List<String> list(String sql) {
		return jdbc().sql(sql).query(String.class).list();
	}

	/**
	 * Return what a query returns.
	 * @param sql a query of one row and one column
	 * @return the value as text
	 */
	public String value(String sql) {
		return jdbc().sql(sql).query(String.class).single();
	}

	/**
	 * Create a role of this database alone, that may log in.
	 * @param name the end of its name
	 * @return its whole name
	 */
	public String role(String name) {
		String role = name() + "_" + name;
		execute("create role %s login".formatted(role));
		return role;
	}

	/**
	 * Create a role of this database alone, that has to give a password.
	 * @param name the end of its name
	 * @param password the password
	 * @return its whole name
	 */
	public String role(String name, String password) {
		String role = role(name);
		execute("alter role %s password '%s'".formatted(role, password));
		Path rules = Path.of(value("show hba_file"));
		try {
			Files.writeString(rules,
					"host %s %s all scram-sha-256\n%s".formatted(name(), role, Files.readString(rules)));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		value("select pg_reload_conf()");
		waitUntil(role + " needs its password", () -> !mayLogIn(role, "not " + password));
		return role;
	}

	private boolean mayLogIn(String role, String password) {
		try (Connection connection = dataSource(role, password).getConnection()) {
			return connection.isValid(0);
		}
		catch (SQLException ex) {
			return false;
		}
	}

	/**
	 * Return the data source of a role.
	 * @param role the role
	 * @return the data source; every connection is new
	 */
	public DataSource dataSource(String role) {
		return dataSource(role, "");
	}

	/**
	 * Wait until a condition holds.
	 * @param condition a Boolean expression in SQL
	 */
	public void waitUntil(String condition) {
		waitUntil(condition, () -> value("select " + condition).equals("t"));
	}

	private static void waitUntil(String description, BooleanSupplier condition) {
		Instant deadline = Instant.now().plusSeconds(60);
		while (!condition.getAsBoolean()) {
			if (Instant.now().isAfter(deadline)) {
				throw new IllegalStateException("Waited in vain until " + description);
			}
			LockSupport.parkNanos(5_000_000);
		}
	}

	/**
	 * Wait until a session waits for an advisory lock, as scripts of tests do to be met
	 * half-way.
	 * @param key the key of the lock
	 */
	public void waitUntilBlocked(int key) {
		waitUntil(
				"exists (select from pg_locks l join pg_database d on d.oid = l.database and d.datname = current_database() "
						+ "where locktype = 'advisory' and objid = %d and not granted)".formatted(key));
	}

}
