package dev.migrateboot;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What the engine needs to know. The properties {@code migrate.*} are turned into one of
 * these.
 *
 * @param locations where scripts are, each beginning with {@code classpath:} or
 * {@code filesystem:}
 * @param ignore patterns of file names to leave alone
 * @param schema the schema of the tables and first in the search path of scripts, or
 * {@code null} for the session's own
 * @param table the name of the history table
 * @param onUnversionedSchema what to do without a history on a schema that is in use
 * @param onNewerDatabase what to do with a database that is ahead of this build
 * @param onChangedScript what to do about an applied script that has changed
 * @param outOfOrder what to do about a pending version below the current one
 * @param placeholders what stands for the placeholders of scripts, by name; without any
 * nothing is one
 * @param placeholderPrefix what every placeholder begins with
 * @param claimTimeout how long to wait for another instance that is migrating
 * @param lockTimeout how long a statement may wait for a lock; zero for ever
 * @param lockRetryFor how long a step is tried again that others are in the way of; zero
 * for never
 * @param statementTimeout how long a statement may run, or {@code null} for the session's
 * own value
 * @param floor the version that a downgrade never goes below, or {@code null}
 * @param downgradeEnabled whether a start may take a database back that is ahead of this
 * build
 * @param downgradeFrom the only version that such a downgrade starts from, or
 * {@code null} for none
 * @param instance the name of this instance in claim and journal
 * @param build the name of this build in history and journal, or {@code null}
 */
public record MigrateSettings(List<String> locations, List<String> ignore, @Nullable String schema, String table,
		OnUnversionedSchema onUnversionedSchema, OnNewerDatabase onNewerDatabase, OnChangedScript onChangedScript,
		OutOfOrder outOfOrder, Map<String, String> placeholders, String placeholderPrefix, Duration claimTimeout,
		Duration lockTimeout, Duration lockRetryFor, @Nullable Duration statementTimeout, @Nullable Version floor,
		boolean downgradeEnabled, @Nullable Version downgradeFrom, String instance, @Nullable String build) {

	static final List<String> DEFAULT_LOCATIONS = List.of("classpath:db/migration");

	/**
	 * Copy the collections and check the names.
	 */
	public MigrateSettings {
		locations = List.copyOf(locations);
		ignore = List.copyOf(ignore);
		placeholders = Collections.unmodifiableMap(new LinkedHashMap<>(placeholders));
		if (table.isBlank() || table.length() > 50) {
			throw new ConfigurationException("'%s' cannot be the name of the history table.".formatted(table),
					"Set migrate.table to a name of 1 to 50 characters.");
		}
		if (placeholderPrefix.isBlank()) {
			throw new ConfigurationException("migrate.placeholder-prefix is empty.",
					"Set it to what placeholders begin with, such as ${.");
		}
		if (schema != null && schema.isBlank()) {
			schema = null;
		}
	}

	/**
	 * What to do without a history when the schema already has tables.
	 */
	public enum OnUnversionedSchema {

		/**
		 * Refuse, naming the way to record the version that the schema is at.
		 */
		FAIL,

		/**
		 * Apply every migration.
		 */
		UPGRADE

	}

	/**
	 * What to do when the history holds a version above this build's head.
	 */
	public enum OnNewerDatabase {

		/**
		 * Log it and go on.
		 */
		WARN,

		/**
		 * Refuse.
		 */
		FAIL,

		/**
		 * Take the database back to this build's head by the scripts of the history, once
		 * and only from the version that the settings name; else log it and go on.
		 */
		DOWNGRADE

	}

	/**
	 * What to do when the meaning of an applied upgrade script has changed.
	 */
	public enum OnChangedScript {

		/**
		 * Refuse, showing the difference.
		 */
		FAIL,

		/**
		 * Log it and go on.
		 */
		WARN

	}

	/**
	 * What to do about a pending version below the current one.
	 */
	public enum OutOfOrder {

		/**
		 * Refuse.
		 */
		FAIL,

		/**
		 * Apply it.
		 */
		APPLY

	}

}
