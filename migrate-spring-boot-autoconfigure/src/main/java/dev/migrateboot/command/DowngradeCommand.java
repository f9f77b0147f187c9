package dev.migrateboot.command;

import java.io.Console;
import java.util.concurrent.Callable;

import dev.migrateboot.Direction;
import dev.migrateboot.MigrationPlan;
import dev.migrateboot.Migrations.Order;
import dev.migrateboot.Migrations;
import dev.migrateboot.Refusal;
import dev.migrateboot.Source;
import dev.migrateboot.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Reverts every applied version above a target. Shows the plan and asks, unless it is
 * told that the answer is yes.
 */
@Command(name = "downgrade", description = "Revert every applied version above a target, after having asked.")
final class DowngradeCommand implements Callable<Integer> {

	@Parameters(paramLabel = "<target>", description = "Where to: base, a version or -n.")
	private String target = "";

	@Option(names = "--yes", description = "Do not ask.")
	private boolean yes;

	@Option(names = "--reason", paramLabel = "<text>", description = "Why, for the journal.")
	private String reason = "asked for on the command line";

	@Option(names = "--source", paramLabel = "history|package",
			description = "Which script to run where the stored one differs from this build's.")
	private @Nullable Source source;

	@Option(names = "--hold",
			description = "Keep it down: no start applies it again until somebody upgrades on purpose, its script has changed or a later release starts.")
	private boolean hold;

	@Option(names = "--sql", description = "Print it as a script for psql, and touch nothing.")
	private boolean sql;

	@Mixin
	private final OutputOption output = new OutputOption();

	private final Application application;

	DowngradeCommand(Application application) {
		this.application = application;
	}

	@Override
	public Integer call() {
		Terminal terminal = this.application.terminal();
		if (this.sql) {
			this.application.migrations()
				.script(RelativeTarget.parse(this.target), Direction.DOWNGRADE, this.source, this.hold,
						terminal.out()::println);
			return CommandExecution.DONE;
		}
		if (!this.yes && terminal.console() == null) {
			new Failure("A downgrade asks before it reverts anything, and there is no terminal to ask on.",
					"Add --yes if it is meant.")
				.print(terminal, null);
			return CommandExecution.NOT_UNDERSTOOD;
		}
		Target to = RelativeTarget.parse(this.target);
		Migrations migrations = this.application.migrations();
		MigrationPlan plan = migrations.plan(to);
		check(to, plan);
		if (!plan.isEmpty()) {
			PlanAnswer.of(plan, migrations.preview(plan), this.application.afterDowngrade()).print(terminal.err());
			if (!this.yes && !isConfirmed(terminal, plan)) {
				throw new CommandException("Nothing has been changed.", "Answer y to go on, or add --yes.");
			}
		}
		ReportAnswer answer = ReportAnswer
			.of(migrations.execute(to, new Order(plan.id(), user(), this.reason, this.source, this.hold)));
		this.output.print(terminal, answer, () -> answer.print(terminal));
		return CommandExecution.DONE;
	}

	private static void check(Target target, MigrationPlan plan) {
		if (plan.direction() == Direction.UPGRADE) {
			throw new CommandException(
					"Target %s lies above the current version %s; a downgrade never applies anything.".formatted(target,
							Text.version(plan.from())),
					"To go on, ask for an upgrade.");
		}
		Refusal refusal = plan.refusal();
		if (refusal != null) {
			throw new CommandException(refusal.message(), refusal.action());
		}
	}

	private static boolean isConfirmed(Terminal terminal, MigrationPlan plan) {
		Console console = terminal.console();
		terminal.err()
			.print("%nDowngrade from %s to %s? [y/N] ".formatted(Text.version(plan.from()), Text.version(plan.to())));
		String answer = (console != null) ? console.readLine() : null;
		return answer != null && (answer.strip().equalsIgnoreCase("y") || answer.strip().equalsIgnoreCase("yes"));
	}

	private static String user() {
		return System.getProperty("user.name", "command line");
	}

}
