package dev.migrateboot.autoconfigure;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.migrateboot.MigrationReport;
import dev.migrateboot.Migrations;
import dev.migrateboot.Migrations.Order;
import dev.migrateboot.Target;
import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.RunningApplication;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * Which instances refuse traffic during a hold, and until when.
 */
@ExtendWith(PostgresExtension.class)
class TrafficGuardIntegrationTests {

	private final ScriptFolder folder;

	private final ScriptFolder old;

	private TestDatabase database;

	TrafficGuardIntegrationTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder.resolve("new"));
		this.old = new ScriptFolder(folder.resolve("old"));
	}

	@BeforeEach
	void writeScripts(TestDatabase database) {
		this.database = database;
		for (ScriptFolder build : new ScriptFolder[] { this.old, this.folder }) {
			build.pair("001_users", "create table users (id int);", "drop table users;");
		}
		this.folder.pair("002_mail", "alter table users add mail text;", "alter table users drop mail;");
	}

	@Test
	void everyInstanceOfTheNewBuildRefusesTrafficUntilItIsUpToDate() {
		try (RunningApplication first = start(this.folder, "", Often.class);
				RunningApplication second = start(this.folder, "", Often.class);
				RunningApplication previous = start(this.old, "", Often.class)) {
			assertThat(state(first)).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
			execute(previous, "001", true);
			await(first, ReadinessState.REFUSING_TRAFFIC);
			await(second, ReadinessState.REFUSING_TRAFFIC);
			assertThat(state(previous)).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
			try (RunningApplication third = start(this.folder, "migrate.startup: none", Often.class)) {
				await(third, ReadinessState.REFUSING_TRAFFIC);
				execute(third, "head", false);
				await(third, ReadinessState.ACCEPTING_TRAFFIC);
			}
			await(first, ReadinessState.ACCEPTING_TRAFFIC);
			await(second, ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

	@Test
	void instanceThatRunsTheDowngradeRefusesAtOnce() {
		try (RunningApplication application = start(this.folder, "")) {
			execute(application, "001", true);
			await(application, ReadinessState.REFUSING_TRAFFIC);
			execute(application, "head", false);
			await(application, ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

	@Test
	void trafficIsNotAcceptedForSomebodyElse() {
		try (RunningApplication application = start(this.folder, "", Speaker.class)) {
			execute(application, "001", true);
			await(application, ReadinessState.REFUSING_TRAFFIC);
			application.bean(Speaker.class).refuse();
			execute(application, "head", false);
			application.bean(TrafficGuard.class).look();
			assertThat(state(application)).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
		}
	}

	@Test
	void downgradeWithoutHoldLeavesTrafficAlone() {
		try (RunningApplication application = start(this.folder, "")) {
			execute(application, "001", false);
			application.bean(TrafficGuard.class).look();
			assertThat(state(application)).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

	@Test
	void noneSwitchesItOff() {
		String yaml = "migrate.downgrade.after: none\n";
		try (RunningApplication application = start(this.folder, yaml);
				RunningApplication other = start(this.folder, "", Often.class)) {
			assertThat(application.get("/001").body()).contains("\"after\":\"none\"");
			execute(application, "001", true);
			await(other, ReadinessState.REFUSING_TRAFFIC);
			assertThat(state(application)).isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
		}
	}

	@Test
	void databaseThatCannotBeAskedChangesNothing() {
		try (RunningApplication application = start(this.folder, "", Often.class)) {
			execute(application, "001", true);
			await(application, ReadinessState.REFUSING_TRAFFIC);
			this.database.execute("alter table migrate_hold rename to gone; create table migrate_hold (id int)");
			application.bean(TrafficGuard.class).look();
			assertThat(state(application)).isEqualTo(ReadinessState.REFUSING_TRAFFIC);
		}
	}

	@Test
	void endOfARunDoesNotWaitForALookThatWaitsForThePool() throws Exception {
		String yaml = "spring.datasource.hikari.connection-timeout: 600000\n";
		List<Connection> all = new ArrayList<>();
		try (RunningApplication application = start(this.folder, yaml, Often.class)) {
			MigrationReport report = application.bean(Migrations.class).upgrade(Target.HEAD);
			TrafficGuard guard = application.bean(TrafficGuard.class);
			while (all.size() < RunningApplication.POOL_SIZE) {
				all.add(application.bean(DataSource.class).getConnection());
			}
			HikariPoolMXBean pool = application.bean(HikariDataSource.class).getHikariPoolMXBean();
			awaitTrue(() -> pool.getThreadsAwaitingConnection() == 1);
			assertTimeoutPreemptively(Duration.ofMinutes(1), () -> guard.afterRun(report));
			for (Connection connection : all) {
				connection.close();
			}
		}
	}

	private RunningApplication start(ScriptFolder build, String yaml, Class<?>... sources) {
		return RunningApplication.start(this.database, "migrate.locations: " + build.location() + "\n" + yaml, sources);
	}

	private static void execute(RunningApplication application, String target, boolean hold) {
		Migrations migrations = application.bean(Migrations.class);
		Target parsed = Target.parse(target);
		migrations.execute(parsed, new Order(migrations.plan(parsed).id(), "ada", "why", null, hold));
	}

	private static ReadinessState state(RunningApplication application) {
		return application.bean(ApplicationAvailability.class).getReadinessState();
	}

	private static void await(RunningApplication application, ReadinessState state) {
		awaitTrue(() -> state(application) == state);
	}

	private static void awaitTrue(BooleanSupplier condition) {
		Instant deadline = Instant.now().plusSeconds(60);
		while (!condition.getAsBoolean()) {
			assertThat(Instant.now()).isBefore(deadline);
			LockSupport.parkNanos(5_000_000);
		}
	}

	/**
	 * Somebody else who has a say.
	 *
	 * @param events where it is heard
	 */
	record Speaker(ApplicationEventPublisher events) {

		void refuse() {
			this.events.publishEvent(new AvailabilityChangeEvent<>(this, ReadinessState.REFUSING_TRAFFIC));
		}

	}

	/**
	 * Looks every few milliseconds.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Often {

		@Bean
		TrafficGuard trafficGuard(ObjectProvider<Migrations> migrations, ApplicationEventPublisher events,
				ApplicationAvailability availability) {
			return new TrafficGuard(migrations, events, availability, Duration.ofMillis(50));
		}

	}

}
