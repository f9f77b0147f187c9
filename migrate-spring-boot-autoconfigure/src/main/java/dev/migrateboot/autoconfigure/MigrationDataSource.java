package dev.migrateboot.autoconfigure;

import java.util.function.Consumer;

import javax.sql.DataSource;

import dev.migrateboot.ConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/**
 * Chooses the data source of migrations: the one that is marked, the one that the
 * properties describe, the application's own.
 */
final class MigrationDataSource {

	private MigrationDataSource() {
	}

	static DataSource choose(MigrateProperties properties, ObjectProvider<DataSource> dataSources,
			ObjectProvider<DataSource> marked) {
		DataSource chosen = marked.getIfAvailable();
		if (chosen != null) {
			return chosen;
		}
		if (properties.url() != null) {
			return build(DataSourceBuilder.create().url(properties.url()), properties);
		}
		DataSource unique = dataSources.getIfUnique();
		if (unique == null) {
			throw new ConfigurationException(
					"There is more than one DataSource, and none is marked as the one to migrate.",
					"Annotate its bean method with @MigrateDataSource or @Primary, or set migrate.url.");
		}
		return (properties.user() != null) ? build(DataSourceBuilder.derivedFrom(unique), properties) : unique;
	}

	private static DataSource build(DataSourceBuilder<?> builder, MigrateProperties properties) {
		DataSourceBuilder<SimpleDriverDataSource> simple = builder.type(SimpleDriverDataSource.class);
		set(properties.user(), simple::username);
		set(properties.password(), simple::password);
		return simple.build();
	}

	private static void set(@Nullable String value, Consumer<String> setter) {
		if (value != null) {
			setter.accept(value);
		}
	}

}
