package dev.migrateboot;

import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the claim: polls with jitter, each time in a statement of its own, so that
 * nobody who waits is waited for. Says who holds it and what runs there, and ends what an
 * owner that is gone has left open.
 */
final class ClaimQueue {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private static final Duration TELLING = Duration.ofSeconds(10);

	private final Session session;

	private final Tables tables;

	private final @Nullable Long own;

	private String told = "";

	private Instant toldAt = Instant.MIN;

	/**
	 * Create a queue.
	 * @param own the token of a claim that this instance had and has given up, or
	 * {@code null}
	 */
	ClaimQueue(Session session, Tables tables, @Nullable Long own) {
		this.session = session;
		this.tables = tables;
		this.own = own;
	}

	/**
	 * Wait for the claim.
	 * @param timeout how long to wait for another run, zero not to wait
	 * @param needless asked while waiting whether there is nothing left to do
	 * @return the token, or {@code null} if there is nothing left to do
	 * @throws ClaimException if another run did not end in time
	 */
	@Nullable Long take(RunInfo wanted, Duration timeout, BooleanSupplier needless) {
		Instant start = Instant.now();
		for (long pause = 50;; pause = Math.min(pause * 2, 1000)) {
			List<Long> token = this.session.ask("Taking the claim to migrate", () -> attempt(wanted));
			if (!token.isEmpty()) {
				return token.get(0);
			}
			this.session.ask("Ending what an owner of the claim has left open", this::endAbandoned);
			RunInfo other = this.session.ask("Reading the claim to migrate", this::owner);
			if (other != null) {
				if (timeout.isZero()) {
					throw ClaimException.inProgress(other);
				}
				if (Duration.between(start, Instant.now()).compareTo(timeout) > 0) {
					throw ClaimException.timeout(other, timeout);
				}
				tell(other);
			}
			pause(pause);
			if (!this.told.isEmpty() && needless.getAsBoolean()) {
				return null;
			}
		}
	}

	/**
	 * Sleep for a time between half of what is given and all of it.
	 */
	static void pause(long millis) {
		try {
			Thread.sleep(ThreadLocalRandom.current().nextLong(millis / 2, millis + 1));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for another instance", ex);
		}
	}

	private void tell(RunInfo other) {
		String description = other.describe();
		if (!description.equals(this.told) && Instant.now().isAfter(this.toldAt.plus(TELLING))) {
			logger.info("Waiting for another instance: {}", description);
			this.told = description;
			this.toldAt = Instant.now();
		}
	}

	private List<Long> attempt(RunInfo wanted) {
		return this.session.jdbc()
			.sql("""
					update %1$s set token = token + 1, direction = :direction, target = :target, instance = :instance,
					  actor = :actor, since = clock_timestamp(), version = null, step = 0, steps = :steps,
					  statements = null, expires = clock_timestamp() + make_interval(secs => :lease)
					where token = (
					  select c.token from %1$s c
					  where (c.expires is null or c.expires < clock_timestamp() or c.token = :own) and not %2$s
					  for update skip locked)
					returning token
					""".formatted(this.tables.claim(), Claim.STATEMENT_RUNS))
			.param("direction", wanted.direction())
			.param("target", wanted.target())
			.param("instance", wanted.instance())
			.param("actor", wanted.by())
			.param("steps", wanted.steps())
			.param("lease", Claim.LEASE.toSeconds())
			.param("own", this.own, Types.BIGINT)
			.query((row, number) -> row.getLong(1))
			.list();
	}

	private @Nullable RunInfo owner() {
		List<RunInfo> owner = this.session.jdbc()
			.sql("select c.*, activity.query from %s c %s where c.instance is not null".formatted(this.tables.claim(),
					RunReader.ACTIVITY))
			.query((row, number) -> RunReader.run(row))
			.list();
		return owner.isEmpty() ? null : owner.get(0);
	}

	/**
	 * A client that is paused, or cut off without the server noticing, leaves a
	 * transaction that keeps the token locked. Once the claim has expired and nothing has
	 * come from it for as long as a claim lasts, it is ended; a transaction that works is
	 * waited for.
	 */
	private boolean endAbandoned() {
		return !this.session.jdbc()
			.sql("""
					select pg_terminate_backend(a.pid)
					from %1$s c
					join pg_catalog.pg_locks l on l.relation = cast(:claim as regclass) and l.mode = 'RowShareLock'
					join pg_catalog.pg_database d on d.oid = l.database and d.datname = current_database()
					join pg_catalog.pg_stat_activity a on a.pid = l.pid and a.pid <> pg_backend_pid()
					where c.expires < clock_timestamp() and starts_with(a.state, 'idle in transaction')
					  and a.state_change < clock_timestamp() - make_interval(secs => :lease)
					  and pg_has_role(a.usesysid, 'member')
					""".formatted(this.tables.claim()))
			.param("claim", this.tables.claim())
			.param("lease", Claim.LEASE.toSeconds())
			.query((row, number) -> row.getBoolean(1))
			.list()
			.isEmpty();
	}

}
