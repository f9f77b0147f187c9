package dev.migrateboot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

import dev.migrateboot.Loss.Kind;
import dev.migrateboot.sql.SqlStatement;
import dev.migrateboot.sql.SqlTokens;

/**
 * Tells from its words what a statement takes away and which relations it locks. What is
 * decided only while it runs is said to be unknown.
 */
final class EffectReader {

	private static final String ACCESS_EXCLUSIVE = "ACCESS EXCLUSIVE";

	private static final String SHARE_UPDATE_EXCLUSIVE = "SHARE UPDATE EXCLUSIVE";

	private static final String ROW_EXCLUSIVE = "ROW EXCLUSIVE";

	private static final Set<String> RELATIONS = Set.of("TABLE", "VIEW", "INDEX", "SEQUENCE");

	/**
	 * What else can be dropped and has no rows in it, whatever hangs on it.
	 */
	private static final Set<String> HARMLESS = Set.of("FUNCTION", "PROCEDURE", "ROUTINE", "AGGREGATE", "TRIGGER",
			"RULE", "POLICY", "OPERATOR", "CAST", "COLLATION", "CONVERSION", "STATISTICS", "TEXT", "ROLE", "USER",
			"GROUP", "PUBLICATION", "EVENT", "TRANSFORM", "LANGUAGE");

	private final SqlStatement statement;

	private final TokenCursor tokens;

	private final List<Effect> effects = new ArrayList<>();

	private EffectReader(SqlStatement statement) {
		this.statement = statement;
		this.tokens = new TokenCursor(SqlTokens.of(statement.sql()));
	}

	static List<Effect> of(SqlStatement statement) {
		EffectReader reader = new EffectReader(statement);
		reader.read();
		return reader.effects;
	}

	/**
	 * Return what happens to a table whose schema is dropped.
	 */
	static Effect droppedTable(String name) {
		return Effect.loss(name, Kind.TABLE, ACCESS_EXCLUSIVE);
	}

	private void read() {
		switch (this.tokens.word()) {
			case "DROP" -> drop();
			case "ALTER" -> alter();
			case "TRUNCATE" -> {
				this.tokens.skip("TABLE");
				names((name) -> Effect.loss(name, Kind.TRUNCATED, ACCESS_EXCLUSIVE));
			}
			case "DELETE" -> {
				this.tokens.skip("FROM", "ONLY");
				add(Effect.loss(this.tokens.name(), Kind.DELETED, ROW_EXCLUSIVE));
			}
			case "UPDATE" -> {
				this.tokens.skip("ONLY");
				add(Effect.lock(this.tokens.name(), ROW_EXCLUSIVE));
			}
			case "INSERT" -> {
				this.tokens.skip("INTO");
				add(Effect.lock(this.tokens.name(), ROW_EXCLUSIVE));
			}
			case "CREATE" -> create();
			case "LOCK" -> lock();
			case "DO", "CALL", "EXECUTE", "MERGE", "REASSIGN", "IMPORT" -> unknown();
			case "SELECT", "WITH", "VALUES", "EXPLAIN", "PERFORM" -> query();
			default -> {
			}
		}
	}

	private void drop() {
		this.tokens.skip("MATERIALIZED", "FOREIGN");
		String type = this.tokens.word();
		boolean concurrently = this.tokens.skip("CONCURRENTLY");
		this.tokens.skip("IF", "EXISTS");
		if (RELATIONS.contains(type)) {
			boolean table = type.equals("TABLE") && !this.tokens.isSecond("FOREIGN");
			String mode = concurrently ? SHARE_UPDATE_EXCLUSIVE : ACCESS_EXCLUSIVE;
			names((name) -> table ? Effect.loss(name, Kind.TABLE, mode) : Effect.lock(name, mode));
		}
		else if (type.equals("SCHEMA")) {
			names((name) -> Effect.loss(name, Kind.SCHEMA, null));
		}
		else if (!HARMLESS.contains(type) && (this.tokens.has("CASCADE") || type.equals("OWNED")
				|| type.equals("DATABASE") || type.equals("TABLESPACE"))) {
			unknown();
		}
	}

	private void alter() {
		this.tokens.skip("MATERIALIZED", "FOREIGN");
		String type = this.tokens.word();
		if (!RELATIONS.contains(type)) {
			if (type.equals("TYPE") && this.tokens.has("ATTRIBUTE") && this.tokens.has("DROP")) {
				unknown();
			}
			return;
		}
		this.tokens.skip("IF", "EXISTS", "ONLY");
		String name = this.tokens.name();
		boolean mild = this.tokens.isNext("VALIDATE")
				|| (this.tokens.isNext("DETACH") && this.tokens.has("CONCURRENTLY"));
		add(Effect.lock(name, mild ? SHARE_UPDATE_EXCLUSIVE : ACCESS_EXCLUSIVE));
		do {
			if (type.equals("TABLE") && this.tokens.skip("DROP") && !this.tokens.isNext("CONSTRAINT")) {
				this.tokens.skip("COLUMN", "IF", "EXISTS");
				add(new Effect(name, this.tokens.name(), Kind.COLUMN, null));
			}
		}
		while (this.tokens.skipPastComma());
	}

	private void create() {
		this.tokens.skip("UNIQUE", "CONSTRAINT");
		String type = this.tokens.word();
		if (type.equals("INDEX")) {
			String mode = this.tokens.skip("CONCURRENTLY") ? SHARE_UPDATE_EXCLUSIVE : "SHARE";
			on(mode);
		}
		else if (type.equals("TRIGGER")) {
			on("SHARE ROW EXCLUSIVE");
		}
		else if (type.equals("RULE") || type.equals("POLICY")) {
			on(ACCESS_EXCLUSIVE);
		}
	}

	private void on(String mode) {
		if (this.tokens.skipPast("ON")) {
			this.tokens.skip("ONLY");
			add(Effect.lock(this.tokens.name(), mode));
		}
	}

	private void lock() {
		this.tokens.skip("TABLE");
		List<String> names = this.tokens.names();
		String mode = this.tokens.skip("IN") ? this.tokens.until("MODE") : ACCESS_EXCLUSIVE;
		names.forEach((name) -> add(Effect.lock(name, mode)));
	}

	/**
	 * A query reads, unless it has a statement inside that deletes, or calls a function:
	 * that may do anything.
	 */
	private void query() {
		if (this.tokens.has("(")) {
			unknown();
		}
	}

	private void unknown() {
		String first = this.statement.words().isEmpty() ? "statement"
				: this.statement.words().get(0).toUpperCase(Locale.ROOT);
		add(Effect.loss("%s in line %s".formatted(first, this.statement.place().line()), Kind.UNKNOWN, null));
	}

	private void names(Function<String, Effect> effect) {
		this.tokens.names().forEach((name) -> add(effect.apply(name)));
	}

	private void add(Effect effect) {
		if (!effect.name().isEmpty()) {
			this.effects.add(effect);
		}
	}

}
