package dev.migrateboot;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.migrateboot.support.OneConnection;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is done on a second connection, if there is one.
 */
@ExtendWith(PostgresExtension.class)
class CompanionIntegrationTests {

	private static final Duration OFTEN = Duration.ofMillis(5);

	@Test
	void taskIsRepeatedAndTheConnectionGivenBackEachTimeAsItWas(TestDatabase database) throws Exception {
		try (OneConnection pool = new OneConnection(database.dataSource())) {
			pool.connection().setAutoCommit(false);
			CountDownLatch times = new CountDownLatch(3);
			try (Companion companion = new Companion(pool)) {
				companion.every(OFTEN, (jdbc) -> {
					jdbc.sql("select 1").query(Integer.class).single();
					times.countDown();
				});
				assertThat(times.await(1, TimeUnit.MINUTES)).isTrue();
			}
			awaitFree(pool);
			assertThat(pool.connection().getAutoCommit()).isFalse();
		}
	}

	@Test
	void failureEndsNothing(TestDatabase database) throws Exception {
		CountDownLatch times = new CountDownLatch(3);
		try (Companion companion = new Companion(database.dataSource())) {
			companion.every(OFTEN, (jdbc) -> {
				times.countDown();
				jdbc.sql("select 1 / 0").query(Integer.class).single();
			});
			assertThat(times.await(1, TimeUnit.MINUTES)).isTrue();
		}
	}

	@Test
	void poolThatHasNoneToSpareIsAskedAgainAndNobodyHasLooked(TestDatabase database) throws Exception {
		CountDownLatch asked = new CountDownLatch(2);
		DelegatingDataSource exhausted = new DelegatingDataSource(database.dataSource()) {

			@Override
			public Connection getConnection() throws SQLException {
				asked.countDown();
				throw new SQLException("exhausted");
			}

		};
		try (Companion companion = new Companion(exhausted);
				Companion.Watch watch = companion.watch(Duration.ofMillis(1), (jdbc) -> List.of())) {
			watch.begin();
			assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
			assertThat(companion.blockers()).isNull();
		}
	}

	@Test
	void connectionThatComesTooLateIsGivenBackUnused(TestDatabase database) throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch closed = new CountDownLatch(1);
		CountDownLatch given = new CountDownLatch(1);
		AtomicInteger used = new AtomicInteger();
		try (OneConnection pool = new OneConnection(database.dataSource())) {
			DelegatingDataSource slow = new DelegatingDataSource(pool) {

				@Override
				public Connection getConnection() throws SQLException {
					asked.countDown();
					awaitUninterruptibly(closed);
					Connection connection = super.getConnection();
					given.countDown();
					return connection;
				}

			};
			try (Companion companion = new Companion(slow)) {
				companion.every(OFTEN, (jdbc) -> used.incrementAndGet());
				assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
			}
			closed.countDown();
			assertThat(given.await(1, TimeUnit.MINUTES)).isTrue();
			awaitFree(pool);
		}
		assertThat(used).hasValue(0);
	}

	/**
	 * A task that was under way when its companion was closed still ends.
	 */
	private static void awaitFree(OneConnection pool) {
		for (boolean free = false; !free;) {
			free = isFree(pool);
		}
	}

	private static boolean isFree(OneConnection pool) {
		try (Connection connection = pool.getConnection()) {
			return connection.isValid(1);
		}
		catch (SQLException ex) {
			return false;
		}
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		boolean interrupted = false;
		while (latch.getCount() > 0) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

}
