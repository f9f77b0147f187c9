package dev.migrateboot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.migrateboot.ConfigurationException;
import dev.migrateboot.MigrateSettings;
import dev.migrateboot.MigrateSettings.OnChangedScript;
import dev.migrateboot.MigrateSettings.OnNewerDatabase;
import dev.migrateboot.MigrateSettings.OnUnversionedSchema;
import dev.migrateboot.MigrateSettings.OutOfOrder;
import dev.migrateboot.Target;
import dev.migrateboot.TargetException;
import dev.migrateboot.Version;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties {@code migrate.*}.
 *
 * @param enabled Whether migrations are enabled at all.
 * @param startup What to do while the application starts. Counts as none if a Flyway or
 * Liquibase bean exists and the key is not set.
 * @param target Where an upgrade at startup stops: head or a version. A target below the
 * current version changes nothing.
 * @param locations Comma-separated list of places to look for scripts, each beginning
 * with classpath: or filesystem:, including subfolders.
 * @param ignore Comma-separated list of patterns of file names to leave alone.
 * @param schema Schema of the history tables and first in the search path of scripts;
 * created if missing. By default the history is looked up along the search path.
 * @param table Name of the history table.
 * @param url JDBC address for migrations, if not the application's own.
 * @param user Role for migrations, if not the application's own.
 * @param password Password of the role for migrations.
 * @param onUnversionedSchema What to do with a schema that has tables but no history.
 * @param onNewerDatabase What to do at startup with a database that is ahead of this
 * build.
 * @param onChangedScript What to do when the meaning of an applied upgrade script has
 * changed.
 * @param outOfOrder What to do about a pending version below the current one.
 * @param placeholders Values for the placeholders in scripts, by name. Without any,
 * nothing in a script is a placeholder.
 * @param placeholderPrefix What a placeholder begins with; it ends with a closing brace.
 * @param claimTimeout How long to wait for another instance that is migrating.
 * @param lockTimeout How long a statement may wait for a lock; 0 for ever.
 * @param lockRetryFor How long to try a revision again that others are in the way of; 0
 * for never.
 * @param statementTimeout How long a statement may run. By default the session's own
 * value counts.
 * @param downgrade Downgrades by the endpoint and by a start.
 * @param endpoint What the endpoint shows.
 */
@ConfigurationProperties("migrate")
public record MigrateProperties(@DefaultValue("true") boolean enabled, @DefaultValue("upgrade") Startup startup,
		@DefaultValue("head") String target, @DefaultValue("classpath:db/migration") List<String> locations,
		@DefaultValue List<String> ignore, @Nullable String schema, @DefaultValue("migrate_history") String table,
		@Nullable String url, @Nullable String user, @Nullable String password,
		@DefaultValue("fail") OnUnversionedSchema onUnversionedSchema,
		@DefaultValue("warn") OnNewerDatabase onNewerDatabase, @DefaultValue("fail") OnChangedScript onChangedScript,
		@DefaultValue("fail") OutOfOrder outOfOrder, @DefaultValue Map<String, String> placeholders,
		@DefaultValue("${") String placeholderPrefix, @DefaultValue("5m") Duration claimTimeout,
		@DefaultValue("5s") Duration lockTimeout, @DefaultValue("2m") Duration lockRetryFor,
		@Nullable Duration statementTimeout, @DefaultValue Downgrade downgrade, @DefaultValue Endpoint endpoint) {

	MigrateSettings settings(String instance, @Nullable String build) {
		return new MigrateSettings(this.locations, this.ignore, this.schema, this.table, this.onUnversionedSchema,
				this.onNewerDatabase, this.onChangedScript, this.outOfOrder, this.placeholders, this.placeholderPrefix,
				this.claimTimeout, this.lockTimeout, this.lockRetryFor, this.statementTimeout, floor(),
				this.downgrade.enabled(), downgradeFrom(), instance, build);
	}

	Target startupTarget() {
		if (this.target.equals("head")) {
			return Target.HEAD;
		}
		return new Target.Exactly(version("migrate.target", "head or a version", this.target));
	}

	private @Nullable Version floor() {
		String floor = this.downgrade.floor();
		return (floor != null) ? version("migrate.downgrade.floor", "a version", floor) : null;
	}

	private @Nullable Version downgradeFrom() {
		String from = this.downgrade.from();
		return (from != null) ? version("migrate.downgrade.from", "a version", from) : null;
	}

	private static Version version(String key, String expected, String value) {
		try {
			return Version.parse(value);
		}
		catch (TargetException ex) {
			throw new ConfigurationException("%s is '%s', which is not %s.".formatted(key, value, expected),
					"Set %s to %s.".formatted(key, expected));
		}
	}

	/**
	 * What to do while the application starts.
	 */
	public enum Startup {

		/**
		 * Apply what is pending.
		 */
		UPGRADE,

		/**
		 * Fail if something is pending.
		 */
		VALIDATE,

		/**
		 * Wait until another process has applied what is pending.
		 */
		WAIT,

		/**
		 * Nothing.
		 */
		NONE;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * Downgrades by the endpoint and by a start.
	 *
	 * @param enabled Whether the endpoint may downgrade, and a start with
	 * migrate.on-newer-database=downgrade.
	 * @param from Version that a start with migrate.on-newer-database=downgrade takes the
	 * database back from, once.
	 * @param floor Version that a downgrade never goes below.
	 * @param allowAnonymous Whether the endpoint may change something for somebody who is
	 * not authenticated.
	 * @param after What an instance does while a downgrade keeps the database below its
	 * head.
	 */
	public record Downgrade(@DefaultValue("false") boolean enabled, @Nullable String from, @Nullable String floor,
			@DefaultValue("false") boolean allowAnonymous, @DefaultValue("refuse-traffic") After after) {

	}

	/**
	 * What an instance does while a downgrade keeps the database below its head.
	 */
	public enum After {

		/**
		 * Refuse traffic.
		 */
		REFUSE_TRAFFIC,

		/**
		 * Nothing.
		 */
		NONE;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

	/**
	 * What the endpoint shows.
	 *
	 * @param showSql When to show the text of scripts.
	 */
	public record Endpoint(@DefaultValue("when-authorized") ShowSql showSql) {

	}

	/**
	 * When the endpoint shows the text of scripts.
	 */
	public enum ShowSql {

		/**
		 * Never.
		 */
		NEVER,

		/**
		 * When the user is authenticated.
		 */
		WHEN_AUTHORIZED,

		/**
		 * Always.
		 */
		ALWAYS

	}

}
