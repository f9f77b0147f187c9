package dev.migrateboot;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

import dev.migrateboot.support.ScriptFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Finding scripts and pairing them.
 */
@ExtendWith(OutputCaptureExtension.class)
class ScriptLocatorTests {

	private final ScriptFolder folder;

	ScriptLocatorTests(@TempDir Path folder) {
		this.folder = new ScriptFolder(folder);
	}

	@Test
	void locatePairsScriptsByVersion() {
		files("010_c_upgrade.sql", "002_b_upgrade.sql", "2_back_downgrade.sql", "001_a_upgrade.sql", "V3.1__d.sql",
				"U3.1__d.sql", "README.md");
		assertThat(located()).containsExactly("001 'a' 001_a_upgrade.sql",
				"002 'b' 002_b_upgrade.sql 2_back_downgrade.sql", "3.1 'd' V3.1__d.sql U3.1__d.sql",
				"010 'c' 010_c_upgrade.sql");
	}

	@Test
	void locateLooksIntoFoldersBelow() {
		files("001_a_upgrade.sql", "v2/002_b_upgrade.sql", "v2/back/002_b_downgrade.sql");
		assertThat(located()).containsExactly("001 'a' 001_a_upgrade.sql",
				"002 'b' v2/002_b_upgrade.sql v2/back/002_b_downgrade.sql");
		assertThat(locator().locate().migrations().get(1).upgrade())
			.hasToString(this.folder.path() + "/v2/002_b_upgrade.sql");
	}

	/**
	 * Each row: the files of a folder, and what is made of them.
	 */
	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			"001_postgresql_upgrade.sql, 001_sqlite_upgrade.sql, 001_default_upgrade.sql, 001_upgrade.sql "
					+ "| 001 '' 001_postgresql_upgrade.sql",
			"001_sqlite_upgrade.sql, 001_default_upgrade.sql, 001_upgrade.sql | 001 '' 001_upgrade.sql",
			"001_add_x_default_upgrade.sql, 001_add_x_postgres_upgrade.sql | 001 'add x' 001_add_x_postgres_upgrade.sql",
			"001_add_x_upgrade.sql, 001_add_x_mysql_upgrade.sql, 001_add_x_oracle_upgrade.sql | 001 'add x' 001_add_x_upgrade.sql",
			"001_add_x_default_upgrade.sql | 001 'add x default' 001_add_x_default_upgrade.sql",
			"001_sqlite_upgrade.sql | 001 'sqlite' 001_sqlite_upgrade.sql",
			"001_postgresql_upgrade.sql, 001_default_downgrade.sql "
					+ "| 001 '' 001_postgresql_upgrade.sql 001_default_downgrade.sql",
			"001_postgresql_upgrade.sql, 001_postgresql_downgrade.sql, 001_sqlite_downgrade.sql "
					+ "| 001 '' 001_postgresql_upgrade.sql 001_postgresql_downgrade.sql" })
	void locateChoosesTheDialect(String files, String located) {
		files(files.split(", "));
		assertThat(located()).containsExactly(located);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "001_a_upgrade.sql | 1_a_upgrade.sql", "001_a_upgrade.sql | 001_b_upgrade.sql",
					"001_a_upgrade.sql | V1__a.sql", "V1.0__a.sql | V1__b.sql", "V1_1__a.sql | V1.1__b.sql",
					"001_a_upgrade.sql | sub/001_a_upgrade.sql", "001_sqlite_upgrade.sql | 001_default_upgrade.sql",
					"001_add_users_upgrade.sql | 001_add_orders_sqlite_upgrade.sql",
					"001_postgres_upgrade.sql | 001_postgresql_upgrade.sql" })
	void locateWhenVersionExistsTwiceNamesBothFiles(String one, String other) {
		files(one, other);
		assertThatExceptionOfType(ScriptException.class).isThrownBy(locator()::locate)
			.withMessageMatching("Version \\S+ exists twice: \\S+ and \\S+\\.")
			.withMessageContaining(this.folder.path() + "/" + one)
			.withMessageContaining(this.folder.path() + "/" + other)
			.satisfies((ex) -> assertThat(ex.getAction())
				.isEqualTo("Give one of them the next free version, or delete it."));
	}

	@Test
	void locateWhenDowngradeExistsTwiceNamesBothFiles() {
		files("001_a_upgrade.sql", "001_a_downgrade.sql", "U1__a.sql");
		assertThatExceptionOfType(ScriptException.class).isThrownBy(locator()::locate)
			.withMessage("Version 001 exists twice: %1$s/001_a_downgrade.sql and %1$s/U1__a.sql.", this.folder.path());
	}

	@Test
	void locateWhenDowngradeHasNoUpgradeThrows() {
		files("001_a_upgrade.sql", "002_b_downgrade.sql");
		assertThatExceptionOfType(ScriptException.class).isThrownBy(locator()::locate)
			.withMessage("%s/002_b_downgrade.sql has no upgrade script of version 002 beside it.", this.folder.path())
			.satisfies((ex) -> assertThat(ex.getAction())
				.isEqualTo("Add the upgrade script, or correct the version in the file name."));
	}

	@Test
	void locateReturnsRepeatableScriptsByDescription() {
		files("R__views.sql", "001_a_upgrade.sql", "sub/R__a_function,  größe.sql", "R__Zero.sql");
		assertThat(locator().locate().repeatables())
			.extracting((repeatable) -> "%s: %s %s".formatted(repeatable.description(), repeatable.script().name(),
					repeatable.script()))
			.containsExactly("Zero: R__Zero.sql %s/R__Zero.sql".formatted(this.folder.path()),
					"a function,  größe: sub/R__a_function,  größe.sql %s/sub/R__a_function,  größe.sql".formatted(
							this.folder.path()),
					"views: R__views.sql %s/R__views.sql".formatted(this.folder.path()));
		assertThat(located()).containsExactly("001 'a' 001_a_upgrade.sql");
	}

	@Test
	void locateWhenRepeatableScriptExistsTwiceNamesBothFiles() {
		files("R__all_views.sql", "sub/R__all views.sql");
		assertThatExceptionOfType(ScriptException.class).isThrownBy(locator()::locate)
			.withMessage(
					"The repeatable script 'all views' exists twice: %1$s/R__all_views.sql and %1$s/sub/R__all views.sql.",
					this.folder.path())
			.satisfies((ex) -> assertThat(ex.getAction()).isEqualTo("Rename one of them, or delete it."));
	}

	@ParameterizedTest
	@ValueSource(strings = { "002_b_upgarde.sql", "sub/002_b_upgrade.SQL", "R__.sql", "V2__b.sql.conf" })
	void locateWhenNameIsWrongThrows(String file) {
		files("001_a_upgrade.sql", file);
		assertThatExceptionOfType(ScriptException.class).isThrownBy(locator()::locate)
			.withMessageStartingWith(this.folder.path() + "/" + file + " ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "R__*.sql", "R__views.sql", "sub/R__views.sql", "sub/*", "**/R__*", "*views*" })
	void locateWhenFileIsIgnoredLeavesItAlone(String pattern) {
		files("001_a_upgrade.sql", "sub/R__views.sql");
		MigrateSettings settings = TestSettings.of(this.folder).ignore("x*", pattern).settings();
		assertThat(new ScriptLocator(settings, classLoader()).locate().repeatables()).isEmpty();
		assertThat(located(new ScriptLocator(settings, classLoader()))).containsExactly("001 'a' 001_a_upgrade.sql");
	}

	@ParameterizedTest
	@ValueSource(strings = { "with blank", "größe", "100%", "a%41b", "a+b", "a#b", "[x]{y}", "a*b", "q?" })
	void locateWhenFolderHasASpecialNameFindsItsScripts(String name) {
		files("other/001_a_upgrade.sql", name + "/001_a_upgrade.sql", name + "/sub %20/V2__ä#%41.sql");
		String location = this.folder.location() + "/" + name;
		assertThat(located(location)).containsExactly("001 'a' 001_a_upgrade.sql", "2 'ä#%41' sub %20/V2__ä#%41.sql");
	}

	/**
	 * As Kubernetes mounts a ConfigMap.
	 */
	@Test
	void locateWhenFilesAreLinksIntoHiddenFoldersFindsThemOnce() throws IOException {
		files("..2026_11_21/001_a_upgrade.sql");
		Files.createSymbolicLink(this.folder.path().resolve("..data"), Path.of("..2026_11_21"));
		Files.createSymbolicLink(this.folder.path().resolve("001_a_upgrade.sql"), Path.of("..data/001_a_upgrade.sql"));
		assertThat(located()).containsExactly("001 'a' 001_a_upgrade.sql");
		assertThat(locator().locate().migrations().get(0).upgrade().text())
			.isEqualTo("-- ..2026_11_21/001_a_upgrade.sql");
	}

	@Test
	void locateFindsWhatIsThereAtThatMoment() {
		ScriptLocator locator = locator();
		assertThat(located(locator)).isEmpty();
		files("001_a_upgrade.sql");
		assertThat(located(locator)).hasSize(1);
		files("002_a_upgrade.sql");
		assertThat(located(locator)).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "filesystem:/does/not/exist", "classpath:does/not/exist", "classpath:/does/not/exist/" })
	void locateWhenLocationDoesNotExistThrows(String location) {
		assertThatExceptionOfType(ScriptException.class).isThrownBy(() -> located(location))
			.withMessage("The location %s does not exist.", location)
			.satisfies((ex) -> {
				assertThat(ex.getAction()).isEqualTo("Create the folder, or correct migrate.locations.");
				assertThat(ex.getScript()).isEqualTo(location);
			});
	}

	@Test
	void locateWhenOneOfTwoLocationsDoesNotExistThrows() {
		files("001_a_upgrade.sql");
		assertThatExceptionOfType(ScriptException.class)
			.isThrownBy(() -> located(this.folder.location(), "classpath:db/migration"))
			.withMessage("The location classpath:db/migration does not exist.");
	}

	@Test
	void locateWhenLocationIsAFileThrows() {
		files("001_a_upgrade.sql");
		String location = this.folder.location() + "/001_a_upgrade.sql";
		assertThatExceptionOfType(ScriptException.class).isThrownBy(() -> located(location))
			.withMessage("The location %s does not exist.", location);
	}

	@ParameterizedTest
	@ValueSource(strings = { "db/migration", "file:/srv/migrations", "classpath*:db/migration", "" })
	void locateWhenLocationHasNoKnownPrefixThrows(String location) {
		assertThatExceptionOfType(ScriptException.class).isThrownBy(() -> located(location))
			.withMessage("The location %s begins with neither classpath: nor filesystem:.", location)
			.satisfies((ex) -> assertThat(ex.getAction())
				.isEqualTo("Write migrate.locations as in classpath:db/migration or filesystem:/srv/migrations."));
	}

	@Test
	void locateWhenDefaultLocationIsEmptyWarnsOnce(CapturedOutput output) {
		ScriptLocator locator = new ScriptLocator(new TestSettings().settings(), classLoader());
		assertThat(located(locator)).isEmpty();
		assertThat(located(locator)).isEmpty();
		assertThat(output).containsOnlyOnce("No migrations found in classpath:db/migration");
	}

	@Test
	void locateWhenConfiguredFolderIsEmptySaysNothing(CapturedOutput output) {
		assertThat(located()).isEmpty();
		assertThat(output).doesNotContain("No migrations found");
	}

	@Test
	void locateReadsTheClasspath(CapturedOutput output) throws IOException {
		files("classes/db/migration/001_a_upgrade.sql", "classes/db/migration/sub/002_b_upgrade.sql");
		Path jar = jar("db/migration/003_c_upgrade.sql", "db/migration/sub/003_c_downgrade.sql", "db/other/x.sql");
		try (URLClassLoader loader = loader(this.folder.path().resolve("classes"), jar)) {
			ScriptLocator locator = new ScriptLocator(new TestSettings().settings(), loader);
			assertThat(located(locator)).containsExactly("001 'a' 001_a_upgrade.sql", "002 'b' sub/002_b_upgrade.sql",
					"003 'c' 003_c_upgrade.sql sub/003_c_downgrade.sql");
			Script script = locator.locate().migrations().get(2).upgrade();
			assertThat(script).hasToString("db/migration/003_c_upgrade.sql");
			assertThat(script.text()).isEqualTo("-- db/migration/003_c_upgrade.sql");
		}
		assertThat(output).doesNotContain("No migrations found");
	}

	@ParameterizedTest
	@ValueSource(strings = { "classpath:db/other", "classpath:/db/other", "classpath:/db/other/" })
	void locateReadsOtherLocationsOfTheClasspath(String location) throws IOException {
		try (URLClassLoader loader = loader(jar("db/migration/x.sql", "db/other/001_a_upgrade.sql"))) {
			ScriptLocator locator = new ScriptLocator(new TestSettings().locations(location).settings(), loader);
			assertThat(located(locator)).containsExactly("001 'a' 001_a_upgrade.sql");
			assertThat(locator.locate().migrations().get(0).upgrade()).hasToString("db/other/001_a_upgrade.sql");
		}
	}

	@Test
	void locateWhenTwoJarsHoldTheSameFileNamesBoth() throws IOException {
		Path one = jar("db/migration/001_a_upgrade.sql");
		Path other = Files.copy(one, this.folder.path().resolve("other.jar"));
		try (URLClassLoader loader = loader(one, other)) {
			ScriptLocator locator = new ScriptLocator(new TestSettings().settings(), loader);
			assertThatExceptionOfType(ScriptException.class).isThrownBy(locator::locate)
				.withMessage(
						"Version 001 exists twice: jar:%s!/db/migration/001_a_upgrade.sql and "
								+ "jar:%s!/db/migration/001_a_upgrade.sql.",
						one.toUri().toURL(), other.toUri().toURL());
		}
	}

	@Test
	void locateReadsAllLocations() {
		files("one/001_a_upgrade.sql", "one/001_a_downgrade.sql", "two/002_b_upgrade.sql", "three/002_b_downgrade.sql");
		String location = this.folder.location();
		assertThat(located(location + "/one", location + "/two", location + "/three")).containsExactly(
				"001 'a' 001_a_upgrade.sql 001_a_downgrade.sql", "002 'b' 002_b_upgrade.sql 002_b_downgrade.sql");
	}

	@Test
	void locateWhenLocationsOverlapFindsEachFileOnce() throws IOException {
		files("001_a_upgrade.sql", "sub/002_b_upgrade.sql");
		String location = this.folder.location();
		assertThat(located(location, location + "/sub/", location + "/sub/../sub"))
			.containsExactly("001 'a' 001_a_upgrade.sql", "002 'b' sub/002_b_upgrade.sql");
		try (URLClassLoader loader = loader(this.folder.path())) {
			MigrateSettings settings = new TestSettings().locations("classpath:sub", location + "/sub").settings();
			assertThat(located(new ScriptLocator(settings, loader))).containsExactly("002 'b' 002_b_upgrade.sql");
		}
	}

	private void files(String... names) {
		for (String name : names) {
			this.folder.file(name, "-- " + name);
		}
	}

	private ScriptLocator locator() {
		return new ScriptLocator(TestSettings.of(this.folder).settings(), classLoader());
	}

	private List<String> located() {
		return located(locator());
	}

	private static List<String> located(String... locations) {
		return located(new ScriptLocator(new TestSettings().locations(locations).settings(), classLoader()));
	}

	/**
	 * Print what is found: version, description, names of the scripts.
	 */
	private static List<String> located(ScriptLocator locator) {
		return locator.locate()
			.migrations()
			.stream()
			.map((migration) -> "%s '%s' %s%s".formatted(migration.version(), migration.description(),
					migration.upgrade().name(),
					(migration.downgrade() != null) ? " " + migration.downgrade().name() : ""))
			.toList();
	}

	private Path jar(String... names) throws IOException {
		Path jar = this.folder.path().resolve("test.jar");
		try (OutputStream file = Files.newOutputStream(jar); JarOutputStream out = new JarOutputStream(file)) {
			for (String folder : List.of("db/", "db/migration/", "db/migration/sub/", "db/other/")) {
				out.putNextEntry(new JarEntry(folder));
			}
			for (String name : names) {
				out.putNextEntry(new JarEntry(name));
				out.write(("-- " + name).getBytes(StandardCharsets.UTF_8));
			}
		}
		return jar;
	}

	private static URLClassLoader loader(Path... paths) throws IOException {
		URL[] urls = new URL[paths.length];
		for (int i = 0; i < paths.length; i++) {
			urls[i] = paths[i].toUri().toURL();
		}
		return new URLClassLoader(urls, null);
	}

	/**
	 * Return a class loader that has nothing of the tests' own classpath.
	 */
	private static ClassLoader classLoader() {
		return new URLClassLoader(new URL[0], null);
	}

}
