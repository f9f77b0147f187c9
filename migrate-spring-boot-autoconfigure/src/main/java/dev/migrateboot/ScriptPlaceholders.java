package dev.migrateboot;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.migrateboot.sql.Placeholders;
import org.jspecify.annotations.Nullable;

/**
 * What stands for the placeholders of each script of a run: the values of the settings
 * and, in files with Flyway's names, Flyway's own.
 */
final class ScriptPlaceholders {

	private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

	private final MigrateSettings settings;

	private final Session session;

	private final DefinedPlaceholders defined;

	private @Nullable Map<String, String> ofSession;

	ScriptPlaceholders(MigrateSettings settings, Session session) {
		this.settings = settings;
		this.session = session;
		this.defined = DefinedPlaceholders.of(settings);
	}

	/**
	 * Return the placeholders of a script of this build. The database is asked, once,
	 * only for a script that has one of Flyway's own.
	 */
	Placeholders of(Script script) {
		Placeholders defined = this.defined.placeholders();
		if (!ScriptName.isFlyway(script.name()) || !hasFlyway(script)) {
			return defined;
		}
		Map<String, String> values = new LinkedHashMap<>(defined.values());
		values.putAll(ofSession());
		values.put("flyway:filename", script.name().substring(script.name().lastIndexOf('/') + 1));
		values.put("flyway:table", this.settings.table());
		return new Placeholders(defined.prefix(), values, defined.strict());
	}

	/**
	 * Return the placeholders of a stored downgrade script: those, and only those, that
	 * were placeholders when it was stored.
	 */
	Placeholders ofStored(Script script, AppliedMigration row) {
		if (row.downgradePlaceholders().isEmpty()) {
			return Placeholders.NONE;
		}
		TreeSet<String> names = row.downgradePlaceholders()
			.stream()
			.map(this.defined::name)
			.filter(Objects::nonNull)
			.collect(Collectors.toCollection(() -> new TreeSet<>(String.CASE_INSENSITIVE_ORDER)));
		Map<String, String> values = new LinkedHashMap<>(of(script).values());
		values.keySet().removeIf((name) -> !names.contains(name));
		return new Placeholders(this.defined.placeholders().prefix(), values, false);
	}

	private boolean hasFlyway(Script script) {
		Map<String, String> probe = DefinedPlaceholders.FLYWAY.stream()
			.collect(Collectors.toMap(Function.identity(), (name) -> ""));
		List<String> found = DefinedPlaceholders.in(script,
				new Placeholders(this.defined.placeholders().prefix(), probe, false));
		return !found.isEmpty();
	}

	private Map<String, String> ofSession() {
		Map<String, String> values = this.ofSession;
		if (values == null) {
			values = this.session.ask("Reading what placeholders stand for", this::read);
			this.ofSession = values;
		}
		return values;
	}

	private Map<String, String> read() {
		String schema = this.settings.schema();
		return this.session.jdbc()
			.sql("select session_user, current_database(), coalesce(current_schema(), '')")
			.query((row, number) -> Map.of("flyway:user", row.getString(1), "flyway:database", row.getString(2),
					"flyway:defaultSchema", (schema != null) ? schema : row.getString(3), "flyway:timestamp",
					LocalDateTime.now().format(TIMESTAMP)))
			.single();
	}

}
