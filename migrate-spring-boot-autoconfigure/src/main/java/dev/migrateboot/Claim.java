package dev.migrateboot;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right of one instance to migrate: the row of the claim table, taken for a limited
 * time by the database's clock under a new token. Every migrating transaction locks the
 * token {@code FOR KEY SHARE}; as the token is the primary key, it can change only when
 * no such transaction is left, and an owner that lost its claim cannot commit. Whoever
 * waits does so outside any statement and transaction.
 */
final class Claim implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	/**
	 * Whether a statement outside a transaction runs that the owner of the claim
	 * {@code c} has marked.
	 */
	static final String STATEMENT_RUNS = """
			exists (
			    select from pg_catalog.pg_stat_activity a
			    where a.datname = current_database() and a.state = 'active' and a.pid <> pg_backend_pid()
			      and starts_with(a.query, '/* migrate ' || c.token || ' '))""";

	private static final String DIVISION_BY_ZERO = "22012";

	private static final Duration LEASE = Duration.ofSeconds(30);

	private final Session session;

	private final Tables tables;

	private final long token;

	private int step;

	private Claim(Session session, Tables tables, long token) {
		this.session = session;
		this.tables = tables;
		this.token = token;
	}

	/**
	 * Take the claim.
	 * @param wanted what the claim is for
	 * @param timeout how long to wait for another run, zero not to wait
	 * @param needless asked while waiting whether there is nothing left to do
	 * @return the claim, or {@code null} if there is nothing left to do
	 * @throws ClaimException if another run did not end in time
	 */
	static @Nullable Claim take(Session session, Tables tables, RunInfo wanted, Duration timeout,
			BooleanSupplier needless) {
		Instant start = Instant.now();
		boolean told = false;
		for (long pause = 50;; pause = Math.min(pause * 2, 1000)) {
			List<Long> token = session.ask("Taking the claim to migrate", () -> attempt(session, tables, wanted));
			if (!token.isEmpty()) {
				return new Claim(session, tables, token.get(0));
			}
			RunInfo other = session.ask("Reading the claim to migrate", () -> owner(session, tables));
			if (other != null) {
				if (timeout.isZero()) {
					throw ClaimException.inProgress(other);
				}
				if (Duration.between(start, Instant.now()).compareTo(timeout) > 0) {
					throw ClaimException.timeout(other, timeout);
				}
				if (!told) {
					logger.info("Waiting for another instance: {}", other.describe());
					told = true;
				}
			}
			pause(pause);
			if (told && needless.getAsBoolean()) {
				return null;
			}
		}
	}

	/**
	 * Lock the token against change until the transaction at hand ends.
	 * @throws ClaimException if another instance has taken over
	 */
	void guard() throws SQLException {
		try {
			this.session.execute(guarding());
		}
		catch (SQLException ex) {
			throw unguarded(ex);
		}
	}

	/**
	 * Lock the token against change until the transaction at hand ends, which fails
	 * together with all that follows if another instance has taken over.
	 */
	void guard(Pipeline pipeline) {
		pipeline.add(guarding(), Claim::unguarded);
	}

	private String guarding() {
		return "select 1 / count(*) from (select from %s where token = %s for key share) held"
			.formatted(this.tables.claim(), this.token);
	}

	private static RuntimeException unguarded(SQLException failure) {
		return DIVISION_BY_ZERO.equals(failure.getSQLState()) ? ClaimException.lost()
				: DatabaseException.translate("Guarding the claim to migrate", failure);
	}

	/**
	 * Extend the claim, still at the same step.
	 * @throws ClaimException if another instance has taken over
	 */
	void renew(@Nullable Version version) {
		renew(version, this.step);
	}

	/**
	 * Show which step is at hand, and extend the claim.
	 * @param version its version, or {@code null} for a repeatable script
	 * @throws ClaimException if another instance has taken over
	 */
	void renew(@Nullable Version version, int step) {
		this.step = step;
		int updated = this.session.ask("Renewing the claim to migrate",
				() -> this.session.jdbc()
					.sql("""
							update %s set version = :version, step = :step,
							  expires = clock_timestamp() + make_interval(secs => :lease)
							where token = :token
							""".formatted(this.tables.claim()))
					.param("version", (version != null) ? version.toString() : null)
					.param("step", step)
					.param("lease", LEASE.toSeconds())
					.param("token", this.token)
					.update());
		if (updated == 0) {
			throw ClaimException.lost();
		}
	}

	/**
	 * Return what the comment in front of a statement begins with that marks it as this
	 * claim's, so that nobody takes over while it runs outside a transaction.
	 */
	String mark(@Nullable Version version) {
		return "migrate %s %s".formatted(this.token, (version != null) ? version : "R");
	}

	/**
	 * Give the claim back.
	 */
	@Override
	public void close() {
		try {
			this.session.tell("Releasing the claim to migrate", () -> this.session.jdbc().sql("""
					update %s set direction = null, target = null, instance = null, actor = null, since = null,
					  expires = null, version = null, step = null, steps = null
					where token = :token
					""".formatted(this.tables.claim())).param("token", this.token).update());
		}
		catch (DatabaseException ex) {
			logger.warn("The claim to migrate could not be released; it expires within {} seconds: {}",
					LEASE.toSeconds(), this.session.isLost() ? "the connection was lost" : ex.getMessage());
		}
	}

	static RunInfo run(ResultSet row) throws SQLException {
		return new RunInfo(row.getString("direction"), row.getString("target"), row.getString("instance"),
				row.getString("actor"), row.getObject("since", OffsetDateTime.class), row.getString("version"),
				row.getInt("step"), row.getInt("steps"));
	}

	private static List<Long> attempt(Session session, Tables tables, RunInfo wanted) {
		return session.jdbc()
			.sql("""
					update %1$s set token = token + 1, direction = :direction, target = :target, instance = :instance,
					  actor = :actor, since = clock_timestamp(), version = null, step = 0, steps = :steps,
					  expires = clock_timestamp() + make_interval(secs => :lease)
					where token = (
					  select c.token from %1$s c
					  where (c.expires is null or c.expires < clock_timestamp()) and not %2$s
					  for update skip locked)
					returning token
					""".formatted(tables.claim(), STATEMENT_RUNS))
			.param("direction", wanted.direction())
			.param("target", wanted.target())
			.param("instance", wanted.instance())
			.param("actor", wanted.by())
			.param("steps", wanted.steps())
			.param("lease", LEASE.toSeconds())
			.query((row, number) -> row.getLong(1))
			.list();
	}

	private static @Nullable RunInfo owner(Session session, Tables tables) {
		List<RunInfo> owner = session.jdbc()
			.sql("select * from %s where instance is not null".formatted(tables.claim()))
			.query((row, number) -> run(row))
			.list();
		return owner.isEmpty() ? null : owner.get(0);
	}

	static void pause(long millis) {
		try {
			Thread.sleep(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for another instance", ex);
		}
	}

}
