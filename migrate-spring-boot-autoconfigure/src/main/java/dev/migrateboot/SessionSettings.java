package dev.migrateboot;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.migrateboot.sql.SqlStatement;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps scripts from changing the session for whoever uses it next: what a script has set
 * is put back before its transaction ends, to what it was when the run began.
 */
final class SessionSettings {

	private static final Pattern ZERO = Pattern.compile("(?s).*(?:=|\\b[tT][oO]\\b)\\s*'?\\s*0+\\s*(?:[a-z]+\\s*)?'?");

	private static final Pattern CUSTOM = Pattern
		.compile("(?i)\\b(?:reset|set(?:\\s+session|\\s+local)?)\\s+(\"?\\w+\"?(?:\\.\"?\\w+\"?)+)"
				+ "|\\bset_config\\s*\\(\\s*'(\\w+(?:\\.\\w+)+)'");

	private final JdbcClient jdbc;

	private final String settings;

	private final String role;

	private final String user;

	private final Map<String, @Nullable String> custom = new LinkedHashMap<>();

	private SessionSettings(JdbcClient jdbc, String settings, String role, String user) {
		this.jdbc = jdbc;
		this.settings = settings;
		this.role = role;
		this.user = user;
	}

	/**
	 * Remember what the session has set.
	 */
	static SessionSettings remember(JdbcClient jdbc) {
		return jdbc.sql("""
				select jsonb_object_agg(name, jsonb_build_array(setting, source))::text, current_setting('role'),
				  session_user::text
				from pg_catalog.pg_settings
				where context in ('user', 'superuser') and name not like 'transaction\\_%'
				""")
			.query((row, number) -> new SessionSettings(jdbc, row.getString(1), row.getString(2), row.getString(3)))
			.single();
	}

	/**
	 * Remember the settings with a dot in their name that a statement names: the server
	 * does not list those that no extension has declared.
	 */
	void watch(SqlStatement statement) {
		Matcher names = CUSTOM.matcher(statement.sql());
		while (names.find()) {
			String name = ((names.group(1) != null) ? names.group(1) : names.group(2)).replace("\"", "");
			if (!this.custom.containsKey(name)) {
				this.custom.put(name, current(name));
			}
		}
	}

	/**
	 * Set what a script runs under, until the transaction at hand ends, or, outside one,
	 * until {@link #restore()}.
	 */
	void apply(Duration lockTimeout, @Nullable Duration statementTimeout, @Nullable String schema, boolean local) {
		this.jdbc
			.sql("""
					select set_config('lock_timeout', :lock, :local),
					  case when :statement <> '' then set_config('statement_timeout', :statement, :local) end,
					  case when :schema <> '' then
					    set_config('search_path', :schema || coalesce(', ' || nullif(current_setting('search_path'), ''), ''), :local) end
					""")
			.param("lock", String.valueOf(lockTimeout.toMillis()))
			.param("statement", (statementTimeout != null) ? String.valueOf(statementTimeout.toMillis()) : "")
			.param("schema", (schema != null) ? Tables.quote(schema) : "")
			.param("local", local)
			.query((row) -> {
			});
	}

	/**
	 * Put back what is not as it was: the role first, as a lesser one may not set
	 * everything.
	 */
	void restore() {
		this.jdbc.sql("""
				select case when session_user <> :user then set_config('session_authorization', :user, false) end,
				  case when current_setting('role') <> :role then set_config('role', :role, false) end
				""").param("user", this.user).param("role", this.role).query((row) -> {
		});
		this.jdbc.sql("""
				select set_config(s.name, before.value ->> 0, false)
				from pg_catalog.pg_settings s
				left join jsonb_each(cast(:settings as jsonb)) before on before.key = s.name
				where (s.source = 'session' or before.value ->> 1 = 'session')
				  and s.setting is distinct from before.value ->> 0
				  and s.context in ('user', 'superuser') and s.name not like 'transaction\\_%'
				""").param("settings", this.settings).query((row) -> {
		});
		this.custom.forEach((name, value) -> this.jdbc.sql("""
				select set_config(:name, :value, false)
				where current_setting(:name, true) is distinct from cast(:value as text)
				""").param("name", name).param("value", value).query((row) -> {
		}));
	}

	/**
	 * Return why a statement of a script is not sent, or {@code null} if it is.
	 */
	static @Nullable String reasonToSkip(SqlStatement statement) {
		return switch (name(statement.words())) {
			case "client_encoding", "names" -> "scripts are UTF-8";
			case "datestyle" -> "the driver needs the style ISO";
			case "lock_timeout", "statement_timeout" -> ZERO.matcher(statement.sql()).matches()
					? "a directive in the script's first lines says so on purpose" : null;
			default -> null;
		};
	}

	/**
	 * Return whether a statement sets something for the rest of its script.
	 */
	static boolean isSetting(SqlStatement statement) {
		List<String> words = statement.words();
		if (words.isEmpty()) {
			return false;
		}
		return switch (words.get(0)) {
			case "RESET" -> true;
			case "SET" -> words.size() > 1 && !List.of("LOCAL", "CONSTRAINTS", "TRANSACTION").contains(words.get(1));
			case "SELECT" -> words.contains("SET_CONFIG");
			default -> false;
		};
	}

	private @Nullable String current(String name) {
		return this.jdbc.sql("select current_setting(:name, true)")
			.param("name", name)
			.query(String.class)
			.list()
			.get(0);
	}

	private static String name(List<String> words) {
		if (words.size() < 2 || !words.get(0).equals("SET")) {
			return "";
		}
		boolean scoped = words.get(1).equals("SESSION") || words.get(1).equals("LOCAL");
		String name = words.get((scoped && words.size() > 2) ? 2 : 1);
		return name.replace("\"", "").toLowerCase(Locale.ROOT);
	}

}
