package dev.migrateboot;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

import dev.migrateboot.MigrateSettings.OnChangedScript;
import dev.migrateboot.MigrateSettings.OnNewerDatabase;
import dev.migrateboot.MigrateSettings.OnUnversionedSchema;
import dev.migrateboot.MigrateSettings.OutOfOrder;
import dev.migrateboot.support.ScriptFolder;
import dev.migrateboot.support.TestDatabase;
import org.jspecify.annotations.Nullable;

/**
 * Settings as an application has them that sets none, and small changes of them.
 */
final class TestSettings {

	private List<String> locations = MigrateSettings.DEFAULT_LOCATIONS;

	private List<String> ignore = List.of();

	private @Nullable String schema;

	private String table = "migrate_history";

	private OnUnversionedSchema onUnversionedSchema = OnUnversionedSchema.FAIL;

	private OnNewerDatabase onNewerDatabase = OnNewerDatabase.WARN;

	private OnChangedScript onChangedScript = OnChangedScript.FAIL;

	private OutOfOrder outOfOrder = OutOfOrder.FAIL;

	private final Map<String, String> placeholders = new LinkedHashMap<>();

	private String placeholderPrefix = "${";

	private Duration claimTimeout = Duration.ofMinutes(5);

	private Duration lockTimeout = Duration.ofSeconds(5);

	private Duration lockRetryFor = Duration.ofMinutes(2);

	private @Nullable Duration statementTimeout;

	private @Nullable Version floor;

	private boolean downgradeEnabled;

	private @Nullable Version downgradeFrom;

	private String instance = "test-1";

	static TestSettings of(ScriptFolder folder) {
		return new TestSettings().locations(folder.location());
	}

	static Migrations migrations(TestDatabase database, ScriptFolder folder) {
		return of(folder).migrations(database);
	}

	TestSettings locations(String... locations) {
		this.locations = List.of(locations);
		return this;
	}

	TestSettings ignore(String... patterns) {
		this.ignore = List.of(patterns);
		return this;
	}

	TestSettings schema(String schema) {
		this.schema = schema;
		return this;
	}

	TestSettings table(String table) {
		this.table = table;
		return this;
	}

	TestSettings onUnversionedSchema(OnUnversionedSchema value) {
		this.onUnversionedSchema = value;
		return this;
	}

	TestSettings onNewerDatabase(OnNewerDatabase value) {
		this.onNewerDatabase = value;
		return this;
	}

	TestSettings onChangedScript(OnChangedScript value) {
		this.onChangedScript = value;
		return this;
	}

	TestSettings outOfOrder(OutOfOrder value) {
		this.outOfOrder = value;
		return this;
	}

	TestSettings placeholder(String name, String value) {
		this.placeholders.put(name, value);
		return this;
	}

	TestSettings placeholderPrefix(String prefix) {
		this.placeholderPrefix = prefix;
		return this;
	}

	TestSettings claimTimeout(Duration value) {
		this.claimTimeout = value;
		return this;
	}

	TestSettings lockTimeout(Duration value) {
		this.lockTimeout = value;
		return this;
	}

	TestSettings lockRetryFor(Duration value) {
		this.lockRetryFor = value;
		return this;
	}

	TestSettings statementTimeout(Duration value) {
		this.statementTimeout = value;
		return this;
	}

	TestSettings floor(String version) {
		this.floor = Version.parse(version);
		return this;
	}

	TestSettings takeBackFrom(String version) {
		this.onNewerDatabase = OnNewerDatabase.DOWNGRADE;
		this.downgradeEnabled = true;
		this.downgradeFrom = Version.parse(version);
		return this;
	}

	TestSettings downgradeEnabled(boolean value) {
		this.downgradeEnabled = value;
		return this;
	}

	TestSettings instance(String instance) {
		this.instance = instance;
		return this;
	}

	MigrateSettings settings() {
		return new MigrateSettings(this.locations, this.ignore, this.schema, this.table, this.onUnversionedSchema,
				this.onNewerDatabase, this.onChangedScript, this.outOfOrder, this.placeholders, this.placeholderPrefix,
				this.claimTimeout, this.lockTimeout, this.lockRetryFor, this.statementTimeout, this.floor,
				this.downgradeEnabled, this.downgradeFrom, this.instance, "test-build");
	}

	Migrations migrations(TestDatabase database) {
		return migrations(database.dataSource());
	}

	Migrations migrations(DataSource dataSource, MigrationListener... listeners) {
		return Migrations.create(dataSource, settings(), List.of(), List.of(listeners));
	}

}
