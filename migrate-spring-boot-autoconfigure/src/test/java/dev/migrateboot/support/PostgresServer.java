package dev.migrateboot.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one server of a test run, of the real binaries, started when it is first needed.
 */
public final class PostgresServer {

	private static final Logger logger = LoggerFactory.getLogger(PostgresServer.class);

	private static final PostgresServer INSTANCE = new PostgresServer();

	private final AtomicInteger databases = new AtomicInteger();

	private final EmbeddedPostgres server;

	private PostgresServer() {
		try {
			this.server = EmbeddedPostgres.builder()
				.setServerConfig("fsync", "off")
				.setServerConfig("timezone", "America/Caracas")
				.setServerConfig("max_connections", "200")
				.start();
			Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
			logger.info("Tests run on PostgreSQL {}",
					new TestDatabase(dataSource("postgres")).value("show server_version"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return a new, empty database.
	 * @return the database, as its owner and superuser sees it
	 */
	public static TestDatabase newDatabase() {
		return INSTANCE.create();
	}

	/**
	 * Drop a database, whoever still uses it.
	 * @param database the database
	 */
	static void drop(TestDatabase database) {
		new TestDatabase(INSTANCE.dataSource("postgres"))
			.execute("drop database %s with (force)".formatted(database.name()));
	}

	/**
	 * Return where the programs of the server are.
	 */
	static Path binaries() {
		return Path.of(new TestDatabase(INSTANCE.dataSource("postgres"))
			.value("select setting from pg_catalog.pg_config() where name = 'BINDIR'"));
	}

	private TestDatabase create() {
		String name = "test_" + this.databases.incrementAndGet();
		TestDatabase maintenance = new TestDatabase(dataSource("postgres"));
		maintenance.execute("create database " + name + ((maintenance.major() >= 15) ? " strategy file_copy" : ""));
		return new TestDatabase(dataSource(name));
	}

	private PGSimpleDataSource dataSource(String database) {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setPortNumbers(new int[] { this.server.getPort() });
		dataSource.setDatabaseName(database);
		dataSource.setUser("postgres");
		return dataSource;
	}

	private void stop() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
