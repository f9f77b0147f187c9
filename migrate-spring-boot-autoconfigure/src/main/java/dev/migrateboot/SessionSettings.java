package dev.migrateboot;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
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

	private static final Pattern SET = Pattern
		.compile("(?is)set\\s+(?:session\\s+|local\\s+)?(\\w+)\\s*(?:=|\\bto\\b|\\s)\\s*'?\\s*(\\w*).*");

	private final JdbcClient jdbc;

	private final String settings;

	private final String role;

	private final String user;

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
				select jsonb_object_agg(name, setting)::text, current_setting('role'), session_user::text
				from pg_catalog.pg_settings
				where context in ('user', 'superuser') and name not like 'transaction\\_%'
				""")
			.query((row, number) -> new SessionSettings(jdbc, row.getString(1), row.getString(2), row.getString(3)))
			.single();
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
				select set_config(s.name, before.value, false)
				from pg_catalog.pg_settings s
				left join jsonb_each_text(cast(:settings as jsonb)) before on before.key = s.name
				where s.source = 'session' and s.setting is distinct from before.value
				  and s.context in ('user', 'superuser') and s.name not like 'transaction\\_%'
				""").param("settings", this.settings).query((row) -> {
		});
	}

	/**
	 * Return why a statement of a script is not sent, or {@code null} if it is.
	 */
	static @Nullable String reasonToSkip(SqlStatement statement) {
		List<String> words = statement.words();
		if (words.isEmpty() || !words.get(0).equals("SET")) {
			return null;
		}
		Matcher matcher = SET.matcher(statement.sql());
		if (!matcher.matches()) {
			return null;
		}
		return switch (matcher.group(1).toLowerCase(Locale.ROOT)) {
			case "client_encoding", "names" -> "scripts are UTF-8";
			case "datestyle" -> "the driver needs the style ISO";
			case "lock_timeout", "statement_timeout" -> matcher.group(2).matches("0+(ms|s|min|h|d|us)?")
					? "a directive in the script's first lines says so on purpose" : null;
			default -> null;
		};
	}

}
