package dev.migrateboot;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.List;
import java.util.function.Consumer;

import dev.migrateboot.ScriptOutline.Mode;
import dev.migrateboot.sql.SqlReader;
import dev.migrateboot.sql.SqlStatement;
import dev.migrateboot.sql.StatementKind;

/**
 * Words a plan as a script for {@code psql} that brings about the same end: it takes the
 * claim, checks that the database is what the plan was read from, runs each step with its
 * history and journal rows, and gives the claim back.
 */
final class PsqlScript {

	private final MigrateSettings settings;

	private final Tables tables;

	private final Run run;

	private final Consumer<String> out;

	private final StepRecords records;

	private final PsqlClaim claim;

	PsqlScript(MigrateSettings settings, Tables tables, Run run, History history, Consumer<String> out) {
		this.settings = settings;
		this.tables = tables;
		this.run = run;
		this.out = out;
		this.claim = new PsqlClaim(tables);
		HistoryWriter writer = new HistoryWriter(tables, run);
		this.records = new StepRecords(writer, new HoldWriter(writer, run, history));
	}

	/**
	 * Write the script.
	 * @param create whether there are no tables of the history yet
	 * @throws PlanException if a step is code
	 */
	void write(MigrationPlan plan, History history, List<PreparedStep> steps, boolean create) {
		for (PreparedStep step : steps) {
			if (step.script().isCode()) {
				throw PlanException.refused("%s is a migration in code, which no script can run. Nothing has been run."
					.formatted(step.script()), "Let the application run it, or choose a target before it.");
			}
		}
		line("-- The way from %s to %s, %s.".formatted(Planner.printed(plan.from()), Planner.printed(plan.to()),
				(steps.size() == 1) ? "1 step" : steps.size() + " steps"));
		line("-- Run it with: psql -v ON_ERROR_STOP=1 -f <this file>");
		line("\\set ON_ERROR_STOP on");
		line("\\encoding UTF8");
		if (create) {
			line("\n-- The tables of the history");
			line("begin;");
			new TableLayout(this.settings).script(this.tables).forEach(this::statement);
			line("commit;");
		}
		line("\n-- The right to migrate, for this script alone");
		line("begin;");
		line(this.claim.take(plan, steps.size()));
		statement(this.claim.check(history));
		line("commit;");
		int number = 0;
		for (PreparedStep step : steps) {
			number++;
			line("\n-- %s of %s: %s %s".formatted(number, steps.size(), step.step().direction(), step.step().label()));
			statement(this.claim.renew(step, number));
			write(step);
		}
		line("");
		statement(this.claim.release());
	}

	private void write(PreparedStep step) {
		if (step.progress() != null) {
			throw PlanException.refused(
					"Revision %s stopped half-way; a script cannot go on from there.".formatted(step.step().label()),
					"Let the application finish it, then print the script again.");
		}
		if (step.outline().isTransactional()) {
			begin();
			statement(SessionSettings.apply(step.lockTimeout(this.settings), step.statementTimeout(this.settings),
					this.settings.schema(), true));
			read(step, this::print);
			line("set constraints all immediate;");
			reset();
			this.records.of(step, HistoryWriter.SINCE_BEGIN).forEach(this::statement);
			line("commit;");
			return;
		}
		line("-- Cannot run in one transaction: should it stop half-way, what is finished stays.");
		statement(SessionSettings.apply(step.lockTimeout(this.settings), step.statementTimeout(this.settings),
				this.settings.schema(), false));
		new Units(step).write();
		begin();
		reset();
		this.records.of(step, null).forEach(this::statement);
		line("commit;");
	}

	private void begin() {
		line("begin isolation level read committed;");
		statement(this.claim.guard());
	}

	/**
	 * The session is the script's own, so what it began with is what to go back to.
	 */
	private void reset() {
		List.of("reset session authorization", "reset role", "reset all", "set client_encoding = 'UTF8'", "close all",
				"discard temp")
			.forEach(this::statement);
	}

	private void read(PreparedStep step, Statements statements) {
		try (Reader text = step.script().open()) {
			SqlReader reader = new SqlReader(text, step.placeholders());
			SqlStatement statement = reader.next();
			while (statement != null) {
				statements.accept(statement, reader);
				statement = reader.next();
			}
		}
		catch (IOException ex) {
			throw step.script().unreadable(ex);
		}
	}

	private void print(SqlStatement statement, SqlReader reader) throws IOException {
		if (SessionSettings.reasonToSkip(statement) != null) {
			return;
		}
		statement(statement.sql());
		if (statement.kind() == StatementKind.COPY_FROM_STDIN) {
			BufferedReader data = new BufferedReader(reader.copyData());
			data.lines().forEach(this.out);
			line("\\.");
		}
	}

	private void statement(String sql) {
		String text = sql.stripTrailing();
		boolean comment = text.substring(text.lastIndexOf('\n') + 1).contains("--");
		line(text + (comment ? "\n;" : ";"));
	}

	private void line(String text) {
		this.out.accept(text);
	}

	/**
	 * What is done with a statement.
	 */
	@FunctionalInterface
	private interface Statements {

		void accept(SqlStatement statement, SqlReader reader) throws IOException;

	}

	/**
	 * A script that does not run in one transaction.
	 */
	private final class Units {

		private final PreparedStep step;

		private boolean open;

		Units(PreparedStep step) {
			this.step = step;
		}

		void write() {
			read(this.step, this::write);
			end();
		}

		private void write(SqlStatement statement, SqlReader reader) throws IOException {
			boolean asWritten = this.step.outline().mode() == Mode.AS_WRITTEN;
			boolean refused = statement.kind() == StatementKind.NON_TRANSACTIONAL;
			if (asWritten || refused || !this.step.outline().directives().transaction()) {
				end();
				boolean waits = refused && this.step.outline().directives().lockTimeout() == null;
				if (waits) {
					line("set lock_timeout = 0;");
				}
				print(statement, reader);
				if (waits) {
					line("set lock_timeout = %s;"
						.formatted(this.step.lockTimeout(PsqlScript.this.settings).toMillis()));
				}
				return;
			}
			if (!this.open) {
				begin();
				this.open = true;
			}
			print(statement, reader);
			if (EnumLabel.of(statement) != null) {
				end();
			}
		}

		private void end() {
			if (this.open) {
				line("commit;");
				this.open = false;
			}
		}

	}

}
