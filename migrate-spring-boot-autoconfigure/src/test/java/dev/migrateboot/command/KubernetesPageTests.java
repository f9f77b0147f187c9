package dev.migrateboot.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import dev.migrateboot.autoconfigure.MigrateProperties;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the manifests of the page about Kubernetes use commands and properties that
 * there are.
 */
class KubernetesPageTests {

	private static final Pattern MANIFESTS = Pattern.compile("^```yaml\\n(.*?)^```$",
			Pattern.MULTILINE | Pattern.DOTALL);

	@Test
	void commandsAreThere() throws IOException {
		List<List<String>> commands = containers().stream()
			.filter((container) -> container.containsKey("args"))
			.map((container) -> texts(container.get("args")))
			.toList();
		assertThat(commands).hasSize(2).allSatisfy((command) -> {
			assertThat(command).startsWith("migrate");
			String[] words = command.subList(1, command.size()).toArray(String[]::new);
			assertThat(MigrateCommand.commandLine(application()).parseArgs(words).hasSubcommand()).isTrue();
		});
	}

	@Test
	void propertiesAreThere() throws IOException {
		int bound = 0;
		for (Map<?, ?> container : containers()) {
			Map<String, Object> variables = new HashMap<>();
			for (Object variable : (List<?>) container.get("env")) {
				Map<?, ?> entry = (Map<?, ?>) variable;
				String name = String.valueOf(entry.get("name"));
				assertThat(name).matches("MIGRATE_.*|SPRING_DATASOURCE_URL");
				if (name.startsWith("MIGRATE_")) {
					Object value = entry.get("value");
					variables.put(name, (value != null) ? value : "secret");
				}
			}
			bound += variables.size();
			variables
				.forEach((name, value) -> assertThat(bind(Map.of(name, value))).as(name).isNotEqualTo(bind(Map.of())));
		}
		assertThat(bound).isEqualTo(5);
	}

	private static MigrateProperties bind(Map<String, Object> variables) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().forEach((source) -> environment.getPropertySources().remove(source.getName()));
		environment.getPropertySources().addFirst(new SystemEnvironmentPropertySource("systemEnvironment", variables));
		return new Binder(ConfigurationPropertySources.get(environment), null,
				ApplicationConversionService.getSharedInstance())
			.bindOrCreate("migrate", MigrateProperties.class);
	}

	private static List<Map<?, ?>> containers() throws IOException {
		List<Map<?, ?>> containers = new ArrayList<>();
		MANIFESTS.matcher(Files.readString(Path.of("..", "docs", "kubernetes.md")))
			.results()
			.forEach(
					(block) -> new Yaml().loadAll(block.group(1)).forEach((manifest) -> collect(manifest, containers)));
		assertThat(containers).hasSize(4);
		return containers;
	}

	private static void collect(Object node, List<Map<?, ?>> containers) {
		if (node instanceof List<?> nodes) {
			nodes.forEach((child) -> collect(child, containers));
		}
		else if (node instanceof Map<?, ?> fields) {
			if (fields.containsKey("image")) {
				containers.add(fields);
			}
			fields.values().forEach((child) -> collect(child, containers));
		}
	}

	private static List<String> texts(Object list) {
		return ((List<?>) list).stream().map(String::valueOf).toList();
	}

	private static Application application() {
		return new Application(Terminal.ofProcess(), new DefaultListableBeanFactory(), new StandardEnvironment());
	}

}
