package dev.migrateboot;

import java.util.stream.Collectors;

import dev.migrateboot.LiteralSql.Expression;

/**
 * Words what a script for {@code psql} does with the claim.
 */
final class PsqlClaim {

	private static final Expression TOKEN = new Expression(":migrate_token");

	private final Tables tables;

	PsqlClaim(Tables tables) {
		this.tables = tables;
	}

	/**
	 * Lock the token against change until the transaction at hand ends.
	 */
	String guard() {
		return new LiteralSql("select 1 / count(*) from (select from :table where token = :token for key share) held",
				this.tables.claim())
			.param("token", TOKEN)
			.toString();
	}

	/**
	 * Take the claim, and keep its token in a variable of {@code psql}.
	 */
	String take(MigrationPlan plan, int steps) {
		return new LiteralSql("""
				update :table set token = token + 1, direction = :direction, target = :target, instance = :instance,
				  actor = session_user, since = clock_timestamp(), version = null, step = 0, steps = :steps,
				  expires = clock_timestamp() + interval '30 s'
				where token = (
				  select c.token from :table c
				  where (c.expires is null or c.expires < clock_timestamp()) and not :running
				  for update skip locked)
				returning token as migrate_token \\gset""", this.tables.claim())
			.param("direction", plan.direction().toString())
			.param("target", Planner.printed(plan.to()))
			.param("instance", "psql")
			.param("steps", steps)
			.param("running", new Expression(Claim.STATEMENT_RUNS))
			.toString();
	}

	/**
	 * While a transaction of the script is open nobody takes over; only a statement
	 * outside one needs a claim that lasts.
	 */
	String renew(PreparedStep step, int number) {
		return new LiteralSql("""
				update :table set version = :version, step = :step, expires = clock_timestamp() + :lease::interval
				where token = :token""", this.tables.claim())
			.param("version", (step.step().version() != null) ? step.step().version().toString() : null)
			.param("step", number)
			.param("lease", step.outline().isTransactional() ? "30 s" : "1 hour")
			.param("token", TOKEN)
			.toString();
	}

	String release() {
		return new LiteralSql("""
				update :table set direction = null, target = null, instance = null, actor = null, since = null,
				  expires = null, version = null, step = null, steps = null
				where token = :token""", this.tables.claim()).param("token", TOKEN).toString();
	}

	/**
	 * Fail where the database is not what the script was printed for.
	 */
	String check(History history) {
		String rows = history.applied()
			.stream()
			.map((row) -> row.version() + " " + row.state())
			.collect(Collectors.joining(", "));
		return new LiteralSql(
				"""
						do $migrate$
						begin
						  if (select coalesce(string_agg(version || ' ' || state, ', ' order by id), '') from :table) <> :rows then
						    raise 'The database is not what this script was printed for any more.' using hint = 'Print it again.';
						  end if;
						end
						$migrate$""",
				this.tables.history())
			.param("rows", rows)
			.toString();
	}

}
