package dev.migrateboot.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.springframework.test.context.DynamicPropertyRegistry;

/**
 * Gives each application context a new, empty database on the one embedded server of a
 * test run.
 */
public final class TestDatabases {

	private static final TestDatabases INSTANCE = new TestDatabases();

	private final AtomicInteger count = new AtomicInteger();

	private final EmbeddedPostgres server;

	private TestDatabases() {
		try {
			this.server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Point an application to a new, empty database.
	 * @param properties the application's properties
	 */
	public static void register(DynamicPropertyRegistry properties) {
		String url = INSTANCE.create();
		properties.add("spring.datasource.url", () -> url);
	}

	/**
	 * Create an empty database.
	 * @return its JDBC address
	 */
	static String newDatabase() {
		return INSTANCE.create();
	}

	private String create() {
		String name = "archive_" + this.count.incrementAndGet();
		try (Connection connection = this.server.getPostgresDatabase().getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute("create database " + name);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return this.server.getJdbcUrl("postgres", name);
	}

}
