package dev.migrateboot.actuate;

import dev.migrateboot.Direction;
import dev.migrateboot.MigrationPlan;
import dev.migrateboot.Migrations;
import dev.migrateboot.Refusal;
import dev.migrateboot.Target;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@link Endpoint @Endpoint} that shows where the database stands, what the way to a
 * target would be, and what has been done. It only reads; what changes something exists
 * on the web alone, see {@link MigrationsEndpointWebExtension}.
 */
@Endpoint(id = "migrations", defaultAccess = Access.READ_ONLY)
public class MigrationsEndpoint {

	private static final String JOURNAL = "journal";

	private static final int DEFAULT_ROWS = 50;

	private static final int MOST_ROWS = 500;

	private final Migrations migrations;

	private final EndpointRules rules;

	/**
	 * Create the endpoint.
	 * @param migrations the engine
	 * @param rules what it may do and show
	 */
	public MigrationsEndpoint(Migrations migrations, EndpointRules rules) {
		this.migrations = migrations;
		this.rules = rules;
	}

	/**
	 * Tell where the database stands. Reads the tables of the history, takes no lock.
	 * @return the status, or {@code null} if migrations are disabled
	 */
	@ReadOperation
	public @Nullable MigrationsDescriptor migrations() {
		return this.rules.enabled()
				? MigrationsDescriptor.of(this.migrations.status(), this.rules.showSql() == Show.ALWAYS) : null;
	}

	/**
	 * Return the way to a target, or the journal. Reads the tables of the history, takes
	 * no lock.
	 * @param target {@code head}, {@code base}, a version, {@code +n} or {@code -n};
	 * {@code journal} for the journal
	 * @param before the id that rows of the journal have to be below, or {@code null}
	 * @param limit how many rows of the journal at most, or {@code null}
	 * @return the plan or the page of the journal, or {@code null} if migrations are
	 * disabled
	 */
	@ReadOperation
	@SuppressWarnings("deprecation")
	public @Nullable OperationResponseBody read(@Selector String target, @org.springframework.lang.Nullable Long before,
			@org.springframework.lang.Nullable Integer limit) {
		return this.rules.enabled() ? read(target, before, limit, this.rules.showSql() == Show.ALWAYS) : null;
	}

	OperationResponseBody read(String target, @Nullable Long before, @Nullable Integer limit, boolean showSql) {
		if (target.equals(JOURNAL)) {
			int rows = Math.max(1, Math.min((limit != null) ? limit : DEFAULT_ROWS, MOST_ROWS));
			return JournalDescriptor.of(this.migrations.journal(before, rows + 1), rows, showSql);
		}
		return describe(this.migrations.plan(Target.parse(target)), showSql);
	}

	PlanDescriptor describe(MigrationPlan plan, boolean showSql) {
		return PlanDescriptor.of(plan, refusal(plan), this.rules.after(), this.migrations.preview(plan), showSql);
	}

	/**
	 * Return why a plan may not be executed here, or {@code null} if it may.
	 */
	@Nullable Refusal refusal(MigrationPlan plan) {
		if (plan.direction() == Direction.DOWNGRADE && !this.rules.downgradeEnabled()) {
			return new Refusal("downgrade-disabled", "Downgrades by this endpoint are switched off.",
					"Set migrate.downgrade.enabled=true.");
		}
		return plan.refusal();
	}

	Migrations engine() {
		return this.migrations;
	}

	EndpointRules rules() {
		return this.rules;
	}

}
