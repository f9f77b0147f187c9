package dev.migrateboot.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Writes an empty pair of scripts where the project has its scripts. Needs no database.
 */
@Command(name = "new", description = "Write an empty pair of scripts, named as those that there are.")
final class NewCommand implements Callable<Integer> {

	private static final String HEADER = """
			-- %s
			--
			-- Directives are lines that begin with "-- migrate:", before the first statement, such as
			--   "-- migrate: lock-timeout=30s". There are transaction=off, pipeline=off, lock-timeout=<duration>,
			--   statement-timeout=<duration>, irreversible=<reason> and lossy=<reason>.

			""";

	@Parameters(arity = "0..1", paramLabel = "<description>", description = "What the scripts do.")
	private @Nullable String description;

	@Option(names = { "-m", "--message" }, paramLabel = "<description>", description = "The same, as Alembic has it.")
	private @Nullable String message;

	@Spec
	private @Nullable CommandSpec spec;

	@Mixin
	private final OutputOption output = new OutputOption();

	private final Application application;

	NewCommand(Application application) {
		this.application = application;
	}

	@Override
	public Integer call() {
		String text = (this.description != null) ? this.description : this.message;
		if (text == null || !text.matches("(?s).*[A-Za-z0-9].*")) {
			throw new ParameterException(commandLine(), "Say what the scripts do: migrate new \"add orders\".");
		}
		return call(text);
	}

	private int call(String text) {
		List<ScriptFolder> folders = locations().stream().map(ScriptFolder::of).toList();
		try {
			List<String> names = new ArrayList<>();
			for (ScriptFolder folder : folders) {
				names.addAll(folder.names());
			}
			ScriptNaming naming = ScriptNaming.of(names, Instant.now());
			List<Path> files = new ArrayList<>();
			for (boolean upgrade : new boolean[] { true, false }) {
				files.add(write(folders.get(0).path().resolve(naming.name(text, upgrade)), text, upgrade));
			}
			Terminal terminal = this.application.terminal();
			this.output.print(terminal, new Written(naming.version(), files),
					() -> files.forEach(terminal.out()::println));
			return CommandExecution.DONE;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Path write(Path file, String text, boolean upgrade) throws IOException {
		Files.createDirectories(file.toAbsolutePath().getParent());
		String title = (upgrade ? "" : "Reverts: ") + text.strip().replaceAll("\\s+", " ");
		return Files.writeString(file, HEADER.formatted(title), StandardOpenOption.CREATE_NEW);
	}

	private List<String> locations() {
		return Binder.get(this.application.environment())
			.bind("migrate.locations", Bindable.listOf(String.class))
			.orElse(List.of("classpath:db/migration"));
	}

	private CommandLine commandLine() {
		if (this.spec == null) {
			throw new IllegalStateException("The command was not parsed");
		}
		return this.spec.commandLine();
	}

	record Written(String version, List<Path> files) {

	}

}
