package dev.migrateboot.command;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplicationAotProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Processes applications ahead of time, as the build plugin does, and runs what comes of
 * it.
 */
@ExtendWith(PostgresExtension.class)
class AheadOfTimeIntegrationTests {

	@TempDir
	private Path directory;

	@Test
	void commandTouchesNothingOfTheApplication(TestDatabase database) throws Exception {
		String location = new ScriptFolder(this.directory.resolve("scripts"))
			.pair("001_create_users", "create table users (id int);", "drop table users;")
			.location();
		List<String> application = process(HostileApplication.class);
		CommandProcess upgrade = run(application, database, location, "migrate", "upgrade");
		assertThat(upgrade).isEqualTo(new CommandProcess(0, "applied 001\nThe database is at 001.\n", upgrade.err()));
		assertThat(upgrade.err()).startsWith("printed by the application\n").doesNotContain(HostileApplication.TOUCHED);
		assertThat(run(application, database, location, "migrate", "current"))
			.isEqualTo(new CommandProcess(0, "001 (head)\n", "printed by the application\n"));
		CommandProcess start = run(application, database, location);
		assertThat(start.code()).isEqualTo(1);
		assertThat(start.out()).contains("AOT-processed HostileApplication", HostileApplication.TOUCHED);
	}

	@Test
	void migrationsInCodeAreSortedInAmongTheScripts(TestDatabase database) throws Exception {
		String location = new ScriptFolder(this.directory.resolve("scripts"))
			.file("008_articles_upgrade.sql",
					"create table articles (title text, slug text); insert into articles values ('Étoiles');")
			.file("010_slugs_upgrade.sql", "alter table articles alter slug set not null;")
			.location();
		List<String> application = process(CodeApplication.class);
		CommandProcess start = run(application, database, location);
		assertThat(start.code()).as(start.out()).isZero();
		assertThat(start.out()).contains("AOT-processed", "Applied 009 fill slugs");
		assertThat(database.list("select slug from articles")).containsExactly("etoiles");
		assertThat(run(application, database, location, "migrate", "downgrade", "008", "--yes").code()).isEqualTo(1);
		assertThat(run(application, database, location, "migrate", "history", "-r", "009:").out()).isEqualTo("""
				010 (current) (head) applied slugs
				009 applied fill slugs
				""");
	}

	private CommandProcess run(List<String> application, TestDatabase database, String location, String... arguments)
			throws IOException, InterruptedException {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.addAll(List.of("--spring.datasource.url=" + database.url(), "--spring.datasource.username=postgres",
				"--migrate.locations=" + location));
		return CommandProcess.run(this.directory, application, all.toArray(String[]::new));
	}

	/**
	 * Process an application.
	 * @return what java is told to start it
	 */
	private List<String> process(Class<?> application) throws IOException, InterruptedException {
		String classPath = System.getProperty("java.class.path");
		Path sources = this.directory.resolve("sources");
		Path classes = Files.createDirectories(this.directory.resolve("classes"));
		CommandProcess processed = CommandProcess.run(this.directory,
				List.of("-cp", classPath, SpringApplicationAotProcessor.class.getName()), application.getName(),
				sources.toString(), classes.toString(), classes.toString(), "dev.example", "processed",
				"--spring.datasource.url=jdbc:postgresql://localhost/absent", "--spring.flyway.enabled=false");
		assertThat(processed.code()).as(processed.out() + processed.err()).isZero();
		List<String> options = new ArrayList<>(List.of("-proc:none", "-nowarn", "-cp",
				String.join(File.pathSeparator, classes.toString(), classPath), "-d", classes.toString()));
		try (Stream<Path> files = Files.walk(sources)) {
			files.map(Path::toString).filter((file) -> file.endsWith(".java")).forEach(options::add);
		}
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(String[]::new))).isZero();
		return List.of("-Dspring.aot.enabled=true", "-cp",
				String.join(File.pathSeparator, classes.toString(), classPath), application.getName());
	}

}
