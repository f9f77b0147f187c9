package dev.migrateboot;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

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

	static final Duration LEASE = Duration.ofSeconds(30);

	/**
	 * After how long it is renewed, and what has to be left of it for a statement that no
	 * transaction guards.
	 */
	static final Duration THIRD = LEASE.dividedBy(3);

	private static final Duration REPORTING = Duration.ofSeconds(1);

	private final Session session;

	private final Tables tables;

	private final long token;

	private final Companion companion;

	private int step;

	private volatile long renewedAt = System.nanoTime();

	private Claim(Session session, Tables tables, long token) {
		this.session = session;
		this.tables = tables;
		this.token = token;
		this.companion = new Companion(session.dataSource());
		this.companion.every(THIRD, (jdbc) -> extend(jdbc, "", (update) -> update));
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
		return take(session, tables, wanted, timeout, null, needless);
	}

	/**
	 * Take the claim, which this instance may have had before its connection was lost.
	 * @param own the token that it had, or {@code null}
	 */
	static @Nullable Claim take(Session session, Tables tables, RunInfo wanted, Duration timeout, @Nullable Long own,
			BooleanSupplier needless) {
		Long token = new ClaimQueue(session, tables, own).take(wanted, timeout, needless);
		return (token != null) ? new Claim(session, tables, token) : null;
	}

	/**
	 * Take the claim for what runs no script, and do it in one transaction.
	 * @param wanted what the claim is for
	 * @param timeout how long to wait for another run
	 * @throws ClaimException if another run did not end in time
	 */
	static <T> T transaction(Session session, Tables tables, RunInfo wanted, Duration timeout, Session.Work<T> work)
			throws SQLException {
		try (Claim claim = take(session, tables, wanted, timeout, () -> false)) {
			if (claim == null) {
				throw new IllegalStateException("The claim was not taken");
			}
			return session.transaction(() -> {
				claim.guard();
				return work.run();
			});
		}
	}

	long token() {
		return this.token;
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
	 * Extend the claim, still at the same statement.
	 * @throws ClaimException if another instance has taken over
	 */
	void renew() {
		renew("", (update) -> update);
	}

	/**
	 * Extend the claim if a third of its time has passed.
	 * @throws ClaimException if another instance has taken over
	 */
	void keep() {
		if (age().compareTo(THIRD) > 0) {
			renew();
		}
	}

	/**
	 * Show which step is at hand, and extend the claim.
	 * @param version its version, or {@code null} for a repeatable script
	 * @param step its number, from 1
	 * @param statements how many statements its script has
	 * @throws ClaimException if another instance has taken over
	 */
	void renew(@Nullable Version version, int step, int statements) {
		renew("version = :version, step = :step, statements = :statements,",
				(update) -> update.param("version", (version != null) ? version.toString() : null)
					.param("step", step)
					.param("statements", statements));
	}

	/**
	 * Check that what is sent now arrives before the claim has expired. The last third of
	 * its time is what the server grants a session that is idle before such a statement.
	 * @throws ClaimException if this instance was paused since the claim was renewed
	 */
	void requireTime() {
		if (age().compareTo(LEASE.minus(THIRD)) > 0) {
			throw ClaimException.late();
		}
	}

	/**
	 * Look, on a second connection, who is in the way of what is sent now.
	 */
	Companion.Watch watch(Duration lockTimeout) {
		return this.companion.watch(lockTimeout, (jdbc) -> RunReader.blockers(jdbc, this.tables, this.token));
	}

	/**
	 * Return who was in the way of what was sent last, or {@code null} if nobody could
	 * look.
	 */
	@Nullable List<Blocker> blockers() {
		return this.companion.blockers();
	}

	/**
	 * Tell, again and again until this is closed, how far the statement at hand has come.
	 */
	void report(ProgressListener listener) {
		this.companion.every(REPORTING, (jdbc) -> {
			StatementProgress progress = StatementProgress.read(jdbc, this.tables, this.token);
			if (progress != null) {
				listener.duringStatement(progress);
			}
		});
	}

	private Duration age() {
		return Duration.ofNanos(System.nanoTime() - this.renewedAt);
	}

	private void renew(String values, UnaryOperator<StatementSpec> params) {
		int updated = this.session.ask("Renewing the claim to migrate",
				() -> extend(this.session.jdbc(), values, params));
		if (updated == 0) {
			throw ClaimException.lost();
		}
	}

	/**
	 * The time counts from before the statement is sent: the server's clock reads no
	 * earlier. A claim that was given back stays so.
	 */
	private int extend(JdbcClient jdbc, String values, UnaryOperator<StatementSpec> params) {
		long now = System.nanoTime();
		int updated = params.apply(jdbc.sql("""
				update %s set %s expires = clock_timestamp() + make_interval(secs => :lease)
				where token = :token and instance is not null
				""".formatted(this.tables.claim(), values)))
			.param("lease", LEASE.toSeconds())
			.param("token", this.token)
			.update();
		if (updated > 0) {
			this.renewedAt = now;
		}
		return updated;
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
		this.companion.close();
		try {
			this.session.tell("Releasing the claim to migrate", () -> this.session.jdbc().sql("""
					update %s set direction = null, target = null, instance = null, actor = null, since = null,
					  expires = null, version = null, step = null, steps = null, statements = null
					where token = :token
					""".formatted(this.tables.claim())).param("token", this.token).update());
		}
		catch (DatabaseException ex) {
			logger.warn("The claim to migrate could not be released; it expires within {} seconds: {}",
					LEASE.toSeconds(), this.session.isLost() ? "the connection was lost" : ex.getMessage());
		}
	}

}
