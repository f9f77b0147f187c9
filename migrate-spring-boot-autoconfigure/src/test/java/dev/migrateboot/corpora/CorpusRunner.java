package dev.migrateboot.corpora;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.migrateboot.MigrateException;
import dev.migrateboot.MigrateSettings;
import dev.migrateboot.MigrateSettings.OnChangedScript;
import dev.migrateboot.MigrateSettings.OnNewerDatabase;
import dev.migrateboot.MigrateSettings.OnUnversionedSchema;
import dev.migrateboot.MigrateSettings.OutOfOrder;
import dev.migrateboot.MigrationReport;
import dev.migrateboot.MigrationStatus;
import dev.migrateboot.Migrations;
import dev.migrateboot.Target;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Applies a folder of scripts to a database from a command line, through the public API
 * and nothing else. Arguments:
 *
 * <pre>
 * URL USER LOCATION upgrade|downgrade|status [TARGET] [--out-of-order] [--ignore=PATTERN]...
 *
 * jdbc:postgresql://localhost:5432/optima postgres filesystem:/srv/optima/db upgrade head
 * jdbc:postgresql://localhost:5432/optima postgres filesystem:/srv/optima/db downgrade base
 * jdbc:postgresql://localhost:5432/kestra postgres filesystem:/srv/kestra/sql upgrade head --out-of-order
 * jdbc:postgresql://localhost:5432/odd postgres filesystem:/srv/odd/sql upgrade --placeholder=authtype=DISABLED
 * </pre>
 *
 * Without a target {@code upgrade} goes to the head. The role logs in without a password,
 * or with the one that the address names ({@code ?password=…}). What was done is printed
 * to standard output, a failure and what to do about it to standard error; the exit code
 * is 0, 1 after a failure, 2 for arguments that cannot be read.
 */
public final class CorpusRunner {

	private final Migrations migrations;

	CorpusRunner(String url, String user, String location, boolean outOfOrder, List<String> ignore,
			Map<String, String> placeholders) {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setUrl(url);
		dataSource.setUser(user);
		MigrateSettings settings = new MigrateSettings(List.of(location), ignore, null, "migrate_history",
				OnUnversionedSchema.FAIL, OnNewerDatabase.WARN, OnChangedScript.FAIL,
				outOfOrder ? OutOfOrder.APPLY : OutOfOrder.FAIL, placeholders, "${", Duration.ofMinutes(5),
				Duration.ofSeconds(5), Duration.ofMinutes(2), null, null, false, null, "corpus-runner", null);
		this.migrations = Migrations.create(dataSource, settings, List.of(), List.of());
	}

	/**
	 * Run one command.
	 * @param arguments the arguments
	 */
	public static void main(String[] arguments) {
		PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
		PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
		System.exit(run(List.of(arguments), out, err));
	}

	static int run(List<String> arguments, PrintStream out, PrintStream err) {
		List<String> words = new ArrayList<>();
		List<String> ignore = new ArrayList<>();
		Map<String, String> placeholders = new TreeMap<>();
		boolean outOfOrder = false;
		for (String argument : arguments) {
			if (argument.equals("--out-of-order")) {
				outOfOrder = true;
			}
			else if (argument.startsWith("--placeholder=")) {
				String[] pair = argument.substring("--placeholder=".length()).split("=", 2);
				placeholders.put(pair[0], pair[1]);
			}
			else if (argument.startsWith("--ignore=")) {
				ignore.add(argument.substring("--ignore=".length()));
			}
			else {
				words.add(argument);
			}
		}
		try {
			Command command = Command.parse(words);
			if (command == null) {
				err.println("Expected: URL USER LOCATION upgrade|downgrade|status [TARGET] "
						+ "[--out-of-order] [--ignore=PATTERN]... [--placeholder=NAME=VALUE]...");
				return 2;
			}
			CorpusRunner runner = new CorpusRunner(words.get(0), words.get(1), words.get(2), outOfOrder, ignore,
					placeholders);
			command.run(runner, out);
			return 0;
		}
		catch (MigrateException ex) {
			err.println(ex.getMessage());
			err.println(ex.getAction());
			return 1;
		}
	}

	Migrations migrations() {
		return this.migrations;
	}

	private void print(MigrationReport report, PrintStream out) {
		report.steps()
			.forEach((step) -> out
				.println("%s %s (%d ms)".formatted(step.outcome(), step.version(), step.durationMs())));
		out.println("%d steps, from %s to %s".formatted(report.steps().size(), report.from(), report.to()));
	}

	private void print(MigrationStatus status, PrintStream out) {
		status.migrations().forEach((entry) -> out.println("%s %s".formatted(entry.state(), entry.script())));
		out.println("%s, current %s, head %s".formatted(status.state(), status.current(), status.head()));
	}

	/**
	 * What the words of a command line say.
	 *
	 * @param verb what to do
	 * @param target where to
	 */
	private record Command(String verb, Target target) {

		static @Nullable Command parse(List<String> words) {
			if (words.size() < 4 || words.size() > 5) {
				return null;
			}
			String verb = words.get(3);
			boolean targeted = words.size() == 5;
			boolean known = switch (verb) {
				case "upgrade" -> true;
				case "downgrade" -> targeted;
				case "status" -> !targeted;
				default -> false;
			};
			return known ? new Command(verb, targeted ? Target.parse(words.get(4)) : Target.HEAD) : null;
		}

		void run(CorpusRunner runner, PrintStream out) {
			switch (this.verb) {
				case "upgrade" -> runner.print(runner.migrations().upgrade(this.target), out);
				case "downgrade" -> runner.print(runner.migrations().downgrade(this.target), out);
				default -> runner.print(runner.migrations().status(), out);
			}
		}

	}

}
