package dev.migrateboot;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.migrateboot.Companion.Watch;
import dev.migrateboot.sql.MaskedQuery;
import dev.migrateboot.sql.SqlStatement;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends statements in slices, each in as few round trips as the driver needs for a batch.
 * Every statement carries a comment that tells whose it is; by this comment, which the
 * driver repeats in what it reports, a failed statement is found in its slice.
 */
final class Pipeline {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private static final int MOST_STATEMENTS = 200;

	private static final int LONGEST = 1024 * 1024;

	private static final int LONGEST_SHOWN = 500;

	private static final String CONNECTION_LOST = "08";

	private final Connection connection;

	private final PreparedStep step;

	private final String owner;

	private final boolean batched;

	private final Supplier<Watch> watch;

	private final List<Entry> slice = new ArrayList<>();

	private int length;

	private int own;

	private Pipeline(Connection connection, PreparedStep step, String owner, boolean batched, Supplier<Watch> watch) {
		this.connection = connection;
		this.step = step;
		this.owner = owner;
		this.batched = batched;
		this.watch = watch;
	}

	/**
	 * Return a pipeline for a step, whose script may ask to be sent statement by
	 * statement.
	 * @param lockTimeout how long its statements may wait for a lock
	 */
	static Pipeline of(Session session, Claim claim, PreparedStep step, Duration lockTimeout) {
		return new Pipeline(session.connection(), step, claim.mark(step.step().version()),
				step.outline().directives().pipeline(), () -> claim.watch(lockTimeout));
	}

	/**
	 * Return the same pipeline for statements outside of transactions, each of which is
	 * sent at once.
	 */
	Pipeline unbatched() {
		return new Pipeline(this.connection, this.step, this.owner, false, this.watch);
	}

	/**
	 * Add a statement of the script. In a batch the driver asks for one row of a query
	 * only, which would then stop there: a query runs to its end through a cursor.
	 * @param number its number in the script, from 1
	 * @throws FailedStatement if the slice is sent and a statement fails
	 */
	void add(SqlStatement statement, int number) {
		String mark = mark(number);
		Batching batching = this.batched ? Batching.of(statement) : Batching.ALONE;
		switch (batching) {
			case TOGETHER -> add(entry(statement, mark, "", statement.sql()));
			case CURSOR -> {
				add(entry(statement, mark, "declare migrate_rows no scroll cursor for ", statement.sql()));
				add(entry(statement, mark, "", "move all in migrate_rows -- " + shown(statement)));
				add(entry(statement, mark, "", "close migrate_rows"));
			}
			case ALONE -> {
				flush();
				add(entry(statement, mark, "", statement.sql()));
				flush();
			}
		}
	}

	/**
	 * Add a statement of our own.
	 * @param failure what is thrown if it fails
	 */
	void add(String sql, Function<SQLException, RuntimeException> failure) {
		this.own++;
		add(new Entry(null, "/* %s#%s */ ".formatted(this.owner, this.own), sql, failure));
	}

	/**
	 * Add a statement of our own that records something of the revision.
	 */
	void add(String sql) {
		add(sql, (failure) -> DatabaseException.translate("Recording " + this.step.subject(), failure));
	}

	/**
	 * Send what has been added.
	 */
	void flush() {
		if (this.slice.isEmpty()) {
			return;
		}
		List<Entry> entries = List.copyOf(this.slice);
		this.slice.clear();
		this.length = 0;
		try (Watch watching = watch(); Statement sender = this.connection.createStatement()) {
			watching.begin();
			sender.setEscapeProcessing(false);
			try {
				send(sender, entries);
			}
			catch (SQLException ex) {
				log(entries, sender.getWarnings());
				throw failure(entries, ex);
			}
			log(entries, sender.getWarnings());
		}
		catch (SQLException ex) {
			throw entries.get(0).failure().apply(ex);
		}
	}

	/**
	 * Return the comment to put in front of a statement of the script.
	 */
	String mark(int number) {
		return "/* %s/%s */ ".formatted(this.owner, number);
	}

	/**
	 * Look who is in the way of what is sent past this pipeline.
	 */
	Watch watch() {
		return this.watch.get();
	}

	RuntimeException failed(StatementFailure failure) {
		return new FailedStatement(failure);
	}

	private void add(Entry entry) {
		this.slice.add(entry);
		this.length += entry.sql().length();
		if (this.slice.size() >= MOST_STATEMENTS || this.length >= LONGEST) {
			flush();
		}
	}

	private Entry entry(SqlStatement statement, String mark, String prefix, String sql) {
		int shift = mark.length() + prefix.length();
		return new Entry(statement, mark, prefix + sql,
				(failure) -> failed(StatementFailure.of(this.step.script(), statement, shift, failure)));
	}

	/**
	 * The server shows what it runs: the query itself, not only that rows are fetched.
	 */
	private static String shown(SqlStatement statement) {
		String query = MaskedQuery.of(statement.written()).replace('\n', ' ').replace('\r', ' ');
		return query.substring(0, Math.min(query.length(), LONGEST_SHOWN));
	}

	private static void send(Statement sender, List<Entry> entries) throws SQLException {
		if (entries.size() == 1) {
			sender.execute(entries.get(0).sent());
			return;
		}
		for (Entry entry : entries) {
			sender.addBatch(entry.sent());
		}
		sender.executeBatch();
	}

	/**
	 * A slice that was on its way when the connection was lost may yet have been run to
	 * its last statement.
	 */
	private RuntimeException failure(List<Entry> entries, SQLException ex) {
		SQLException cause = (ex.getCause() instanceof SQLException reported) ? reported : ex;
		if (String.valueOf(cause.getSQLState()).startsWith(CONNECTION_LOST)) {
			return entries.get(entries.size() - 1).failure().apply(cause);
		}
		String message = String.valueOf(ex.getMessage());
		return entries.stream()
			.filter((entry) -> entries.size() == 1 || message.contains(entry.mark()))
			.findFirst()
			.map((entry) -> entry.failure().apply(cause))
			.orElseGet(() -> unplaced(entries, cause));
	}

	/**
	 * The driver can be told not to repeat statements (logServerErrorDetail=false).
	 */
	private RuntimeException unplaced(List<Entry> entries, SQLException cause) {
		List<SqlStatement> statements = statements(entries);
		return statements.isEmpty() ? entries.get(0).failure().apply(cause)
				: failed(StatementFailure.somewhere(this.step.script(), statements.get(0), cause));
	}

	/**
	 * What the server tells belongs to one statement if the slice holds no other one of
	 * the script.
	 */
	private void log(List<Entry> entries, @Nullable SQLWarning first) {
		List<SqlStatement> statements = statements(entries);
		String place = (statements.size() == 1) ? ":" + statements.get(0).place() : "";
		for (SQLWarning warning = first; warning != null; warning = warning.getNextWarning()) {
			if (isWarning(warning)) {
				logger.warn("{}{}: {}", this.step.script(), place, warning.getMessage());
			}
			else {
				logger.info("{}{}: {}", this.step.script(), place, warning.getMessage());
			}
		}
	}

	private static List<SqlStatement> statements(List<Entry> entries) {
		Set<SqlStatement> statements = new LinkedHashSet<>();
		for (Entry entry : entries) {
			if (entry.statement() != null) {
				statements.add(entry.statement());
			}
		}
		return List.copyOf(statements);
	}

	private static boolean isWarning(SQLWarning warning) {
		ServerErrorMessage message = (warning instanceof PSQLWarning notice) ? notice.getServerErrorMessage() : null;
		return String.valueOf(warning.getSQLState()).startsWith("01")
				|| (message != null && "WARNING".equals(message.getSeverity()));
	}

	private record Entry(@Nullable SqlStatement statement, String mark, String sql,
			Function<SQLException, RuntimeException> failure) {

		String sent() {
			return this.mark + this.sql;
		}

	}

}
