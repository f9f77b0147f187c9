package dev.migrateboot.sql;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How statements behave towards transactions. What is said of the server was measured on
 * PostgreSQL 18.
 */
class StatementKindTests {

	@ParameterizedTest
	@ValueSource(strings = { "vacuum", "vacuum (analyze) t", "vacuum full t", "create database d",
			"drop database if exists d", "create tablespace s location '/nonexist'", "drop tablespace s",
			"alter system set work_mem='4MB'", "create index concurrently i on t(x)",
			"create unique index concurrently if not exists i on t(x)", "CREATE /* x */ INDEX\nCONCURRENTLY on t(x)",
			"drop index concurrently if exists i", "reindex table concurrently t", "reindex (concurrently) table t",
			"reindex schema public", "reindex (verbose) schema public", "reindex database d",
			"reindex (verbose, concurrently on) index i", "cluster", "cluster verbose", "cluster (verbose)",
			"alter database d set tablespace pg_default", "alter table p detach partition p1 concurrently",
			"discard all", "create subscription s connection 'dbname=x' publication p", "commit prepared 'x'",
			"rollback prepared 'x'" })
	void kindWhenServerRefusesItInTransactionIsNonTransactional(String sql) {
		assertThat(kind(sql)).isEqualTo(StatementKind.NON_TRANSACTIONAL);
	}

	@ParameterizedTest
	@ValueSource(strings = { "analyze t", "create index i on t(x)", "create index \"concurrently\" on t(x)",
			"reindex table t", "reindex table \"CONCURRENTLY\"", "cluster t using i",
			"alter database d set work_mem='4MB'", "alter table p detach partition p1",
			"alter table p detach partition p1 finalize", "alter table p add concurrently int",
			"refresh materialized view concurrently m", "refresh materialized view m", "discard temp",
			"alter type e add value 'z'",
			"create subscription s connection 'dbname=x' publication p with (connect=false)",
			"create subscription s connection 'x' publication p with (create_slot = off, slot_name = none)",
			"checkpoint", "listen x", "lock table t", "truncate t", "alter table t set tablespace pg_default",
			"alter table all in tablespace pg_default set tablespace pg_default", "create statistics s on x,y from t",
			"load 'plpgsql'", "reassign owned by postgres to postgres", "import foreign schema x from server y into z",
			"select 'vacuum'", "insert into vacuum values (1)", "savepoint s", "release s", "rollback to s",
			"rollback to savepoint s", "prepare p as select 1", "select 1", "(select 1)", "set transaction read only" })
	void kindWhenServerTakesItInTransactionIsOrdinary(String sql) {
		assertThat(kind(sql)).isEqualTo(StatementKind.ORDINARY);
	}

	/**
	 * Whether they end the transaction only running them shows; the server answers 2D000
	 * if they do.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "call p()", "do $$ begin commit; end $$" })
	void kindWhenOnlyRunningShowsItIsOrdinary(String sql) {
		assertThat(kind(sql)).isEqualTo(StatementKind.ORDINARY);
	}

	/**
	 * Known disagreement with the server: it refuses these, but only the catalog knows
	 * that the table is partitioned. It answers 25001 and nothing is done.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "reindex table partitioned", "cluster partitioned using i" })
	void kindWhenTableIsPartitionedIsOrdinaryAgainstTheServer(String sql) {
		assertThat(kind(sql)).isEqualTo(StatementKind.ORDINARY);
	}

	/**
	 * Known disagreement with the server: where there is no such subscription it does not
	 * mind the transaction. Running these outside does no harm.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "drop subscription if exists s", "alter subscription s refresh publication" })
	void kindWhenSubscriptionIsMissingIsNonTransactionalAgainstTheServer(String sql) {
		assertThat(kind(sql)).isEqualTo(StatementKind.NON_TRANSACTIONAL);
	}

	@ParameterizedTest
	@ValueSource(strings = { "begin", "BEGIN ISOLATION LEVEL SERIALIZABLE", "start transaction", "end", "abort",
			"commit", "commit and chain", "rollback", "rollback work", "prepare transaction 'x'" })
	void kindWhenItBeginsOrEndsTransactionIsTransactionControl(String sql) {
		assertThat(kind(sql)).isEqualTo(StatementKind.TRANSACTION_CONTROL);
	}

	@ParameterizedTest
	@ValueSource(strings = { "copy t from stdin", "COPY s.t (a, b, c, d, e, f, g, h, i, j) FROM STDIN (FORMAT csv)",
			"copy binary t from stdin", "copy \"from\" (\"stdin\") from stdin with csv where a > 1",
			"copy t from stdout;\n1\n\\.", "copy stdout from stdin", "copy delete (a) from stdin where (a > 1)",
			"Copy t (\"from\", \"FROM\") from stdin with (format binary)", "copy /* ( */ -- (\n t from stdin" })
	void kindWhenDataFollowIsCopyFromStdin(String sql) {
		assertThat(kind(sql)).isEqualTo(StatementKind.COPY_FROM_STDIN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "copy t to stdout", "copy (select a from b) to stdout", "copy t (a) to stdout csv",
			"copy (select 1 from stdin) to stdout", "copy(with s as (select 2) select 1 from stdin, s) to stdin",
			"copy t to stdin", "copy stdin to stdout (force_quote (a))" })
	void kindWhenDataComeBackIsCopyToStdout(String sql) {
		assertThat(kind(sql)).isEqualTo(StatementKind.COPY_TO_STDOUT);
	}

	@ParameterizedTest
	@ValueSource(strings = { "copy t from '/tmp/stdin'", "copy t from program 'cat from stdin'", "copy t to '/tmp/x'",
			"copy (select 1 from stdin) to program 'cat'", "copy stdout to '/tmp/stdout'", "copy t from stdout" })
	void kindWhenServerReadsOrWritesTheDataIsOrdinary(String sql) {
		assertThat(kind(sql)).isEqualTo(StatementKind.ORDINARY);
	}

	@Test
	void kindWhenStatementIsLongLooksAtItsBeginning() {
		String columns = "a int, ".repeat(100);
		assertThat(kind("create table t (" + columns + " z int)")).isEqualTo(StatementKind.ORDINARY);
		assertThat(kind("copy t (" + "a, ".repeat(100) + "z) from stdin")).isEqualTo(StatementKind.COPY_FROM_STDIN);
	}

	private static StatementKind kind(String sql) {
		List<SqlStatement> statements = ReadScript.of(sql).statements();
		assertThat(statements).hasSize(1);
		return statements.get(0).kind();
	}

}
