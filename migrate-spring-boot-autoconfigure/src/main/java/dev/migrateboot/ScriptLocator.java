package dev.migrateboot;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.util.AntPathMatcher;
import org.springframework.util.StringUtils;

/**
 * Finds the scripts at the configured locations and pairs them. Nothing is kept between
 * two calls.
 */
final class ScriptLocator {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private final AntPathMatcher patterns = new AntPathMatcher();

	private final ResourcePatternResolver resolver;

	private final MigrateSettings settings;

	ScriptLocator(MigrateSettings settings, ClassLoader classLoader) {
		this.settings = settings;
		this.resolver = new PathMatchingResourcePatternResolver(classLoader);
	}

	/**
	 * Return the migrations of this build, ascending by version.
	 * @throws ScriptException if a file's name or its pairing is wrong
	 */
	List<Migration> locate() {
		Map<String, Found> found = new LinkedHashMap<>();
		for (String location : this.settings.locations()) {
			List<Found> files = files(location);
			if (files.isEmpty() && this.settings.locations().equals(MigrateSettings.DEFAULT_LOCATIONS)) {
				logger.warn("No migrations found in {}", location);
			}
			files.forEach((file) -> found.putIfAbsent(file.url(), file));
		}
		return new ScriptPairs(new ArrayList<>(found.values())).migrations();
	}

	private List<Found> files(String location) {
		Location parsed = Location.parse(location);
		try {
			List<Found> files = new ArrayList<>();
			for (Resource resource : this.resolver.getResources(parsed.root() + "**/*")) {
				String url = resource.getURL().toString();
				if (url.endsWith(".sql") || url.endsWith(".sql.conf")) {
					String name = parsed.below(url);
					String file = name.substring(name.lastIndexOf('/') + 1);
					if (!isIgnored(file, name)) {
						String path = parsed.folder() + name;
						files.add(new Found(url, name, path, ScriptName.parse(file, path), resource));
					}
				}
			}
			if (files.isEmpty()) {
				checkExists(parsed);
			}
			return files;
		}
		catch (FileNotFoundException ex) {
			checkExists(parsed);
			return List.of();
		}
		catch (IOException ex) {
			throw new ScriptException(location, "The location %s cannot be read: %s".formatted(location, ex),
					"Check that this process may read it.", ex);
		}
	}

	private boolean isIgnored(String file, String below) {
		return this.settings.ignore()
			.stream()
			.anyMatch((pattern) -> this.patterns.match(pattern, file) || this.patterns.match(pattern, below));
	}

	private void checkExists(Location location) throws ScriptException {
		if (!this.settings.locations().equals(MigrateSettings.DEFAULT_LOCATIONS) && !exists(location)) {
			throw new ScriptException(location.text(), "The location %s does not exist.".formatted(location.text()),
					"Create the folder, or correct migrate.locations.");
		}
	}

	private boolean exists(Location location) {
		try {
			for (Resource resource : this.resolver.getResources(location.root())) {
				if (resource.exists()) {
					return true;
				}
			}
			return false;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * A file that is a script.
	 *
	 * @param url where it is, to tell two files of one name apart
	 * @param name the path below the location
	 * @param path the path to show to people
	 * @param parsed what the name says
	 * @param resource the file
	 */
	record Found(String url, String name, String path, ScriptName parsed, Resource resource) {

	}

	/**
	 * A configured location.
	 *
	 * @param text as it is configured
	 * @param root where Spring's resource loading looks
	 * @param folder how its files are shown to people
	 */
	private record Location(String text, String root, String folder) {

		static Location parse(String text) {
			String path = text.substring(text.indexOf(':') + 1);
			path = path.endsWith("/") ? path : path + "/";
			if (text.startsWith("filesystem:")) {
				String uri = Path.of(path).toAbsolutePath().normalize().toUri().toString();
				return new Location(text, uri.endsWith("/") ? uri : uri + "/", path);
			}
			if (text.startsWith("classpath:")) {
				String folder = StringUtils.trimLeadingCharacter(path, '/');
				return new Location(text, "classpath*:" + folder, folder);
			}
			throw new ScriptException(text,
					"The location %s begins with neither classpath: nor filesystem:.".formatted(text),
					"Write migrate.locations as in classpath:db/migration or filesystem:/srv/migrations.");
		}

		String below(String url) {
			String decoded = StringUtils.uriDecode(url, StandardCharsets.UTF_8);
			String folder = this.root.startsWith("file:")
					? StringUtils.uriDecode(Path.of(URI.create(this.root)).toString(), StandardCharsets.UTF_8) + "/"
					: "/" + this.folder;
			return decoded.substring(decoded.lastIndexOf(folder) + folder.length());
		}

	}

}
