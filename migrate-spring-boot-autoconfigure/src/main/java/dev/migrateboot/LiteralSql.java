package dev.migrateboot;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A statement of our own whose parameters are written into its text, so that it can
 * travel in one batch with others. Literals are written as {@code E''}, which means the
 * same whatever {@code standard_conforming_strings} is.
 */
final class LiteralSql {

	private static final Pattern PARAMETER = Pattern.compile("(?<!:):([a-zA-Z]+)");

	private final String template;

	private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

	/**
	 * Create a statement.
	 * @param template the statement with parameters such as {@code :name}
	 */
	LiteralSql(String template) {
		this.template = template;
	}

	/**
	 * Create a statement on a table.
	 * @param template the statement with {@code :table} for its name
	 * @param table the quoted and qualified name
	 */
	LiteralSql(String template, String table) {
		this(template);
		param("table", new Expression(table));
	}

	LiteralSql param(String name, @Nullable Object value) {
		this.values.put(name, value);
		return this;
	}

	/**
	 * Return the statement with its values.
	 */
	@Override
	public String toString() {
		Matcher parameters = PARAMETER.matcher(this.template);
		return parameters.replaceAll((match) -> {
			if (!this.values.containsKey(match.group(1))) {
				throw new IllegalStateException("No value for parameter " + match.group(1));
			}
			return Matcher.quoteReplacement(literal(this.values.get(match.group(1))));
		});
	}

	static String literal(@Nullable Object value) {
		if (value == null || value instanceof Number || value instanceof Boolean || value instanceof Expression) {
			return String.valueOf(value);
		}
		if (value instanceof byte[] bytes) {
			return "decode('" + HexFormat.of().formatHex(bytes) + "', 'hex')";
		}
		if (value instanceof List<?> values) {
			return "array[" + values.stream().map(LiteralSql::literal).collect(Collectors.joining(",")) + "]";
		}
		return "E'" + value.toString().replace("\\", "\\\\").replace("'", "''") + "'";
	}

	/**
	 * SQL in the place of a value.
	 *
	 * @param sql the expression
	 */
	record Expression(String sql) {

		Expression(long number) {
			this(String.valueOf(number));
		}

		@Override
		public String toString() {
			return this.sql;
		}

	}

}
