package dev.migrateboot.command;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import dev.migrateboot.MigrationStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.env.StandardEnvironment;

/**
 * Keeps in a native image what commands use by reflection: the fields of their classes,
 * which picocli reads and sets, and the components of the records that are printed as
 * JSON.
 */
final class CommandRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		StatusLine line = new StatusLine(System.err, StandardCharsets.UTF_8);
		Application none = new Application(new Terminal(System.out, System.err, line, null, false),
				new DefaultListableBeanFactory(), new StandardEnvironment());
		register(hints.reflection(), MigrateCommand.commandLine(none).getCommandSpec());
		new BindingReflectionHintsRegistrar().registerReflectionHints(hints.reflection(), CurrentCommand.Current.class,
				HistoryCommand.History.class, JournalCommand.Page.class, MigrationStatus.class,
				NewCommand.Written.class, PlanAnswer.class, ReportAnswer.class, ShowCommand.Shown.class);
	}

	private static void register(ReflectionHints hints, CommandSpec command) {
		Stream.concat(Stream.of(command), command.mixins().values().stream())
			.forEach((spec) -> register(hints, spec.userObject().getClass()));
		command.subcommands().values().forEach((subcommand) -> register(hints, subcommand.getCommandSpec()));
	}

	private static void register(ReflectionHints hints, Class<?> type) {
		hints.registerType(type, MemberCategory.INVOKE_DECLARED_CONSTRUCTORS, MemberCategory.INVOKE_DECLARED_METHODS);
		// One by one: the category of all fields has another name in each line of Spring.
		Stream.of(type.getDeclaredFields()).forEach(hints::registerField);
	}

}
