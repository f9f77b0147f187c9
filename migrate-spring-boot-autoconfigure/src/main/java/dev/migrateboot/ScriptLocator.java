package dev.migrateboot;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.util.AntPathMatcher;
import org.springframework.util.StringUtils;

/**
 * Finds the scripts at the configured locations and pairs them. No file is kept between
 * two calls.
 */
final class ScriptLocator {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private static final String FILESYSTEM = "filesystem:";

	private static final String CLASSPATH = "classpath:";

	private final AntPathMatcher patterns = new AntPathMatcher();

	private final AtomicBoolean warned = new AtomicBoolean();

	private final ResourcePatternResolver resolver;

	private final MigrateSettings settings;

	ScriptLocator(MigrateSettings settings, ClassLoader classLoader) {
		this.settings = settings;
		this.resolver = new PathMatchingResourcePatternResolver(classLoader);
	}

	/**
	 * Return the scripts of this build.
	 * @throws ScriptException if a file's name or its pairing is wrong
	 */
	PackagedScripts locate() {
		Map<String, Found> found = new LinkedHashMap<>();
		for (String location : this.settings.locations()) {
			files(location).forEach((file) -> found.putIfAbsent(file.url(), file));
		}
		if (found.isEmpty() && isDefault() && this.warned.compareAndSet(false, true)) {
			logger.warn("No migrations found in {}", this.settings.locations().get(0));
		}
		List<Found> versioned = found.values().stream().filter((file) -> file.repeatable() == null).toList();
		return new PackagedScripts(new ScriptPairs(versioned).migrations(), repeatables(found.values()));
	}

	private static List<Repeatable> repeatables(Collection<Found> files) {
		Map<String, Found> found = new TreeMap<>();
		for (Found file : files) {
			String description = file.repeatable();
			Found other = (description != null) ? found.putIfAbsent(description, file) : null;
			if (other != null) {
				boolean samePath = other.path().equals(file.path());
				throw new ScriptException(other.path(),
						"The repeatable script '%s' exists twice: %s and %s.".formatted(description,
								samePath ? other.url() : other.path(), samePath ? file.url() : file.path()),
						"Rename one of them, or delete it.");
			}
		}
		return found.entrySet()
			.stream()
			.map((entry) -> new Repeatable(entry.getKey(), entry.getValue().script()))
			.toList();
	}

	private List<Found> files(String location) {
		try {
			if (location.startsWith(FILESYSTEM)) {
				return inFolder(location, withSlash(location.substring(FILESYSTEM.length())));
			}
			if (location.startsWith(CLASSPATH)) {
				String folder = withSlash(location.substring(CLASSPATH.length()));
				return onClasspath(location, StringUtils.trimLeadingCharacter(folder, '/'));
			}
		}
		catch (IOException | UncheckedIOException ex) {
			throw new ScriptException(location, "The location %s cannot be read: %s".formatted(location, ex),
					"Check that this process may read it.", ex);
		}
		throw new ScriptException(location,
				"The location %s begins with neither classpath: nor filesystem:.".formatted(location),
				"Write migrate.locations as in classpath:db/migration or filesystem:/srv/migrations.");
	}

	private List<Found> inFolder(String location, String folder) throws IOException {
		Path root = Path.of(folder).toAbsolutePath().normalize();
		if (!Files.isDirectory(root)) {
			throw missing(location);
		}
		List<Found> found = new ArrayList<>();
		try (Stream<Path> files = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
			for (Path file : files.sorted().toList()) {
				String name = root.relativize(file).toString().replace(File.separatorChar, '/');
				if (!isInHiddenFolder(name)) {
					add(found, folder, name, new FileSystemResource(file));
				}
			}
		}
		return found;
	}

	private List<Found> onClasspath(String location, String folder) throws IOException {
		List<Found> found = new ArrayList<>();
		for (Resource file : this.resolver.getResources("classpath*:" + folder + "**/*")) {
			String url = StringUtils.uriDecode(file.getURL().toString(), StandardCharsets.UTF_8);
			add(found, folder, url.substring(url.lastIndexOf("/" + folder) + 1 + folder.length()), file);
		}
		if (found.isEmpty() && !isDefault() && this.resolver.getResources("classpath*:" + folder).length == 0) {
			throw missing(location);
		}
		return found;
	}

	private void add(List<Found> found, String folder, String name, Resource resource) throws IOException {
		String file = name.substring(name.lastIndexOf('/') + 1);
		String lowerCase = file.toLowerCase(Locale.ROOT);
		if ((lowerCase.endsWith(".sql") || lowerCase.endsWith(".sql.conf")) && !isIgnored(file, name)) {
			String path = folder + name;
			found.add(new Found(resource.getURL().toString(), name, path, resource));
		}
	}

	/**
	 * A mounted Kubernetes ConfigMap holds its files a second and a third time in folders
	 * that begin with a dot.
	 */
	private static boolean isInHiddenFolder(String name) {
		return ("/" + name.substring(0, name.lastIndexOf('/') + 1)).contains("/.");
	}

	private boolean isIgnored(String file, String below) {
		return this.settings.ignore()
			.stream()
			.anyMatch((pattern) -> this.patterns.match(pattern, file) || this.patterns.match(pattern, below));
	}

	private boolean isDefault() {
		return this.settings.locations().equals(MigrateSettings.DEFAULT_LOCATIONS);
	}

	private static ScriptException missing(String location) {
		return new ScriptException(location, "The location %s does not exist.".formatted(location),
				"Create the folder, or correct migrate.locations.");
	}

	private static String withSlash(String folder) {
		return folder.endsWith("/") ? folder : folder + "/";
	}

	/**
	 * A file that is a script.
	 *
	 * @param url where it is, to tell two files of one name apart
	 * @param name the path below the location
	 * @param path the path to show to people
	 * @param resource the file
	 */
	record Found(String url, String name, String path, Resource resource) {

		/**
		 * Return the description of a repeatable script, or {@code null} if it is none.
		 */
		@Nullable String repeatable() {
			return ScriptName.repeatable(file());
		}

		/**
		 * Return what the name says.
		 * @throws ScriptException if it follows no grammar
		 */
		ScriptName parsed() {
			return ScriptName.parse(file(), this.path);
		}

		Script script() {
			return new Script(this.name, this.path, this.resource);
		}

		private String file() {
			return this.name.substring(this.name.lastIndexOf('/') + 1);
		}

	}

}
