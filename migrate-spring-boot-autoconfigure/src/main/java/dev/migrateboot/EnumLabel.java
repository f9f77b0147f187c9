package dev.migrateboot;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.migrateboot.sql.SqlStatement;
import dev.migrateboot.sql.StatementKind;
import org.jspecify.annotations.Nullable;

/**
 * A label that {@code ALTER TYPE … ADD VALUE} adds. It cannot be used before the
 * transaction has ended that adds it, unless the type is made in the same one (PostgreSQL
 * manual, ALTER TYPE).
 *
 * @param type the type as written
 * @param label the label
 */
record EnumLabel(String type, String label) {

	private static final Pattern STATEMENT = Pattern
		.compile("alter\\s+type\\s+(%s)\\s+add\\s+value\\s+(?:if\\s+not\\s+exists\\s+)?'((?:[^']|'')*)'.*"
			.formatted(CatalogTrace.QUALIFIED_NAME), Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

	static @Nullable EnumLabel of(SqlStatement statement) {
		Matcher matcher = STATEMENT.matcher(statement.sql());
		return matcher.matches() ? new EnumLabel(matcher.group(1), matcher.group(2).replace("''", "'")) : null;
	}

	/**
	 * Return whether a statement may use the label: whether it has a literal that is the
	 * label or an array with it. Data behind a COPY may contain anything.
	 */
	boolean isUsedBy(SqlStatement statement) {
		if (statement.kind() == StatementKind.COPY_FROM_STDIN) {
			return true;
		}
		Pattern literal = Pattern
			.compile("'(?:[^']*[{,\"])?%s(?:[},\"][^']*)?'".formatted(Pattern.quote(this.label.replace("'", "''"))));
		return of(statement) == null && literal.matcher(statement.sql()).find();
	}

	/**
	 * Return whether a statement makes the type.
	 */
	boolean isOfTypeMadeBy(SqlStatement statement) {
		return statement.words().indexOf("CREATE") == 0 && statement.words().indexOf("TYPE") == 1
				&& statement.sql().matches("(?is)create\\s+type\\s+" + Pattern.quote(this.type) + "\\s+as\\s+enum.*");
	}

}
