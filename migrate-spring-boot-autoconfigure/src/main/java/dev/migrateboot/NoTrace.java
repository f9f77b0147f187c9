package dev.migrateboot;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import dev.migrateboot.sql.SqlStatement;

/**
 * A statement that leaves no trace of its own: it can be repeated or not.
 *
 * @param outcome what is assumed of it
 */
record NoTrace(Outcome outcome) implements CatalogTrace {

	private static final Set<String> REPEATABLE = Set.of("VACUUM", "REINDEX", "CLUSTER", "DISCARD", "ANALYZE",
			"CHECKPOINT");

	private static final Pattern REPEATABLE_FORM = Pattern
		.compile("ALTER SYSTEM .*|ALTER DATABASE .* TABLESPACE .*|ALTER SUBSCRIPTION .* (?:REFRESH|SET) PUBLICATION.*"
				+ "|(?:CREATE|DROP|ALTER) .*\\bIF (?:NOT )?EXISTS\\b.*", Pattern.DOTALL);

	static NoTrace of(SqlStatement statement) {
		List<String> words = statement.words();
		boolean repeatable = !words.isEmpty()
				&& (REPEATABLE.contains(words.get(0)) || REPEATABLE_FORM.matcher(String.join(" ", words)).matches());
		return new NoTrace(repeatable ? Outcome.AGAIN : Outcome.UNKNOWN);
	}

	@Override
	public Outcome settle(Session session, Pipeline pipeline, List<Long> existing) {
		return this.outcome;
	}

}
