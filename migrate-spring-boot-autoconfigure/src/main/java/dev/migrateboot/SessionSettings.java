package dev.migrateboot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.migrateboot.ScriptOutline.Mode;
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

	private final Map<String, String> settings;

	private final String role;

	private final String user;

	private final boolean temporary;

	private final boolean direct;

	private final String schema;

	private final Map<String, @Nullable String> custom = new LinkedHashMap<>();

	private SessionSettings(JdbcClient jdbc, Map<String, String> settings, String role, String user, boolean temporary,
			boolean direct, String schema) {
		this.jdbc = jdbc;
		this.settings = settings;
		this.role = role;
		this.user = user;
		this.temporary = temporary;
		this.direct = direct;
		this.schema = schema;
	}

	/**
	 * Remember what the session has set, whether it has temporary tables, and whether it
	 * is the session of this connection alone: a pooler gives its clients process ids of
	 * its own making.
	 */
	static SessionSettings remember(Session session) {
		JdbcClient jdbc = session.jdbc();
		return jdbc.sql("""
				select current_setting('role'), session_user::text,
				  exists (select from pg_catalog.pg_class where relnamespace = pg_my_temp_schema()),
				  array_agg(name), array_agg(setting), pg_backend_pid(),
				  coalesce((current_schemas(false))[1], '')
				from pg_catalog.pg_settings
				where source = 'session' and context in ('user', 'superuser') and name not like 'transaction\\_%'
				""").query((row, number) -> {
			Map<String, String> settings = new LinkedHashMap<>();
			if (row.getArray(4) != null) {
				String[] names = (String[]) row.getArray(4).getArray();
				String[] values = (String[]) row.getArray(5).getArray();
				IntStream.range(0, names.length).forEach((i) -> settings.put(names[i], values[i]));
			}
			return new SessionSettings(jdbc, settings, row.getString(1), row.getString(2), row.getBoolean(3),
					session.isBackend(row.getInt(6)), row.getString(7));
		}).single();
	}

	/**
	 * Return whether what is set outside a transaction holds for this connection alone.
	 */
	boolean isDirect() {
		return this.direct;
	}

	/**
	 * Check that a step's statements outside transactions mean behind a pooler what they
	 * are to mean: nothing can be set for them there.
	 * @param schema the schema that comes first in the search path of scripts, or
	 * {@code null} for the session's own
	 */
	void checkPooled(PreparedStep step, @Nullable String schema) {
		boolean outside = step.outline().mode() != Mode.TRANSACTION;
		if (outside && schema != null && !schema.equals(this.schema)) {
			throw pooled(step,
					"migrate.schema=%s cannot be put first into the search_path of such a statement".formatted(schema),
					", or make %s the first schema of the role's search_path".formatted(schema));
		}
		if (outside && step.outline().bound()) {
			throw pooled(step, "what the script sets before cannot hold for such a statement", "");
		}
	}

	private static ScriptException pooled(PreparedStep step, String reason, String otherWay) {
		return new ScriptException(step.script().toString(),
				"%s does not run in one transaction, and the connection goes through a pooler: there %s. Nothing has been run."
					.formatted(step.script(), reason),
				"Set migrate.url to the address of the server itself, past the pooler%s.".formatted(otherWay));
	}

	/**
	 * Remember the settings with a dot in their name that a statement names: the server
	 * does not list those that no extension has declared.
	 */
	void watch(String sql, Pipeline pipeline) {
		Matcher names = CUSTOM.matcher(sql);
		while (names.find()) {
			String name = ((names.group(1) != null) ? names.group(1) : names.group(2)).replace("\"", "");
			if (!this.custom.containsKey(name)) {
				pipeline.flush();
				this.custom.put(name, current(name));
			}
		}
	}

	/**
	 * Return the statement that sets what a script runs under, until the transaction at
	 * hand ends, or, outside one, until it is put back. The server is told to end a
	 * statement whose client has gone and, outside a transaction, a session whose client
	 * is paused before the next statement: by then the claim may be another's.
	 */
	static String apply(Duration lockTimeout, @Nullable Duration statementTimeout, @Nullable String schema,
			boolean local) {
		StringBuilder sql = new StringBuilder("""
				select set_config('lock_timeout', :lock, :local),
				  case when current_setting('client_connection_check_interval', true) = '0' and version() ~ 'linux'
				    then set_config('client_connection_check_interval', '5s', :local) end,
				  case when not :local then set_config('idle_session_timeout', :idle, false) end""");
		if (statementTimeout != null) {
			sql.append(", set_config('statement_timeout', :statement, :local)");
		}
		if (schema != null) {
			sql.append(
					", set_config('search_path', :schema || coalesce(', ' || nullif(current_setting('search_path'), ''), ''), :local)");
		}
		return new LiteralSql(sql.toString()).param("lock", String.valueOf(lockTimeout.toMillis()))
			.param("statement", (statementTimeout != null) ? String.valueOf(statementTimeout.toMillis()) : null)
			.param("idle", String.valueOf(Claim.THIRD.toMillis()))
			.param("schema", (schema != null) ? Tables.quote(schema) : null)
			.param("local", local)
			.toString();
	}

	/**
	 * Return the statements that put back what is not as it was: the role first, as a
	 * lesser one may not set everything. Each returns one row, more are not asked for in
	 * a batch.
	 */
	List<String> restore() {
		List<String> statements = new ArrayList<>();
		statements.add(new LiteralSql("""
				select case when session_user <> :user then set_config('session_authorization', :user, false) end,
				  case when current_setting('role') <> :role then set_config('role', :role, false) end
				""").param("user", this.user).param("role", this.role).toString());
		statements.add("""
				select count(set_config(s.name, before.setting, false))
				from pg_catalog.pg_settings s
				left join (values %s) before (name, setting) on before.name = s.name
				where (s.source = 'session' or before.name is not null)
				  and s.setting is distinct from before.setting
				  and s.context in ('user', 'superuser') and s.name not like 'transaction\\_%%'
				""".formatted(values()));
		this.custom.forEach((name, value) -> statements.add(new LiteralSql("""
				select set_config(:name, :value, false)
				where current_setting(:name, true) is distinct from :value
				""").param("name", name).param("value", value).toString()));
		if (!this.temporary) {
			statements.add("close all");
			statements.add("discard temp");
		}
		return statements;
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

	private String values() {
		return this.settings.isEmpty() ? "(null::text, null::text)"
				: this.settings.entrySet()
					.stream()
					.map((entry) -> "(%s, %s)".formatted(LiteralSql.literal(entry.getKey()),
							LiteralSql.literal(entry.getValue())))
					.collect(Collectors.joining(", "));
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
