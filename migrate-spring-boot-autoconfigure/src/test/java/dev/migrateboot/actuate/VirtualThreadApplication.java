package dev.migrateboot.actuate;

import java.sql.Connection;
import java.sql.SQLException;

import javax.sql.DataSource;

import dev.migrateboot.autoconfigure.MigrateDataSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * An application that prints where it can be reached, and which threads ask its database.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class VirtualThreadApplication {

	@Bean(defaultCandidate = false)
	@MigrateDataSource
	Printing printing(DataSource dataSource) {
		return new Printing(dataSource);
	}

	/**
	 * Start.
	 * @param arguments the properties
	 */
	public static void main(String[] arguments) {
		ConfigurableApplicationContext context = SpringApplication.run(VirtualThreadApplication.class, arguments);
		System.out.println("port=" + context.getEnvironment().getProperty("local.server.port") + ";");
	}

	private static Object isVirtual(Thread thread) {
		try {
			return Thread.class.getMethod("isVirtual").invoke(thread);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Prints by which threads it is asked.
	 */
	static final class Printing extends DelegatingDataSource {

		Printing(DataSource dataSource) {
			super(dataSource);
		}

		@Override
		public Connection getConnection() throws SQLException {
			Thread thread = Thread.currentThread();
			System.out.println("asked by %s, virtual: %s".formatted(thread.getName(), isVirtual(thread)));
			return super.getConnection();
		}

	}

}
