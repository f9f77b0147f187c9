package dev.migrateboot.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * A {@link BeanFactoryInitializationAotProcessor} that keeps in a native image what is
 * looked for by its name: the scripts of the locations that are configured while the
 * application is processed, and the types that tell of another migration tool.
 */
final class MigrateRuntimeHints implements BeanFactoryInitializationAotProcessor {

	private static final String CLASSPATH = "classpath:";

	@Override
	public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
			ConfigurableListableBeanFactory beans) {
		if (beans.getBeanNamesForType(MigrateProperties.class, true, false).length == 0) {
			return null;
		}
		Environment environment = beans.getBean(ConfigurableApplicationContext.ENVIRONMENT_BEAN_NAME,
				Environment.class);
		// Nothing else is bound: what only the running application is told may be
		// missing.
		List<String> locations = Binder.get(environment)
			.bind("migrate.locations", Bindable.listOf(String.class))
			.orElse(List.of("classpath:db/migration"));
		return (generation, code) -> register(generation.getRuntimeHints(), locations, beans.getBeanClassLoader());
	}

	private static void register(RuntimeHints hints, List<String> locations, @Nullable ClassLoader classLoader) {
		locations.stream()
			.filter((location) -> location.startsWith(CLASSPATH))
			.map((location) -> StringUtils.trimLeadingCharacter(location.substring(CLASSPATH.length()), '/'))
			.map((folder) -> (folder.isEmpty() || folder.endsWith("/")) ? folder : folder + "/")
			.forEach((folder) -> hints.resources().registerPattern(folder + "**"));
		for (OtherMigrationTool tool : OtherMigrationTool.values()) {
			hints.reflection().registerTypeIfPresent(classLoader, tool.beanType());
		}
	}

}
