package dev.migrateboot;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.migrateboot.sql.HeaderComment;
import org.jspecify.annotations.Nullable;

/**
 * What the comment lines {@code -- migrate: key=value} before a script's first statement
 * ask for.
 *
 * @param transaction whether the script may run inside a transaction
 * @param pipeline whether its statements may be sent together
 * @param lockTimeout the script's own lock timeout, or {@code null}
 * @param statementTimeout the script's own statement timeout, or {@code null}
 * @param irreversible why there is no way back, or {@code null}
 * @param lossy what reverting loses, or {@code null}
 */
record Directives(boolean transaction, boolean pipeline, @Nullable Duration lockTimeout,
		@Nullable Duration statementTimeout, @Nullable String irreversible, @Nullable String lossy) {

	private static final Pattern DIRECTIVE = Pattern.compile("--\\s*migrate:(.*)");

	private static final Pattern KEY_AND_VALUE = Pattern.compile("([a-z-]+)\\s*=\\s*(\\S.*)");

	private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)?");

	private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

	private static final String KEYS = "Known directives are transaction=off, lock-timeout=<duration>, "
			+ "statement-timeout=<duration>, irreversible=<reason>, lossy=<reason> and pipeline=off.";

	static Directives parse(Script script, List<HeaderComment> comments) {
		Map<String, String> values = new TreeMap<>();
		for (HeaderComment comment : comments) {
			Matcher directive = DIRECTIVE.matcher(comment.text().strip());
			if (directive.matches()) {
				Matcher pair = KEY_AND_VALUE.matcher(directive.group(1).strip());
				if (!pair.matches() || !isKnown(pair.group(1), pair.group(2))) {
					throw new ScriptException(script.toString(), "%s:%s: '%s' is not a directive.".formatted(script,
							comment.place(), comment.text().strip()), KEYS);
				}
				values.put(pair.group(1), pair.group(2));
			}
		}
		return new Directives(!values.containsKey("transaction"), !values.containsKey("pipeline"),
				duration(values.get("lock-timeout")), duration(values.get("statement-timeout")),
				values.get("irreversible"), values.get("lossy"));
	}

	private static boolean isKnown(String key, String value) {
		return switch (key) {
			case "transaction", "pipeline" -> value.equals("off");
			case "lock-timeout", "statement-timeout" -> isTimeout(duration(value));
			case "irreversible", "lossy" -> true;
			default -> false;
		};
	}

	private static boolean isTimeout(@Nullable Duration duration) {
		return duration != null && !duration.isNegative() && duration.compareTo(LONGEST) <= 0;
	}

	/**
	 * Read a duration as application.yml has it: {@code 90s} or {@code PT1M30S}.
	 */
	private static @Nullable Duration duration(@Nullable String value) {
		Matcher matcher = DURATION.matcher((value != null) ? value.toLowerCase(Locale.ROOT) : "");
		if (!matcher.matches()) {
			return iso((value != null) ? value : "");
		}
		String unit = (matcher.group(2) != null) ? matcher.group(2) : "ms";
		return Duration.of(Long.parseLong(matcher.group(1)), switch (unit) {
			case "s" -> ChronoUnit.SECONDS;
			case "m" -> ChronoUnit.MINUTES;
			case "h" -> ChronoUnit.HOURS;
			case "d" -> ChronoUnit.DAYS;
			default -> ChronoUnit.MILLIS;
		});
	}

	private static @Nullable Duration iso(String value) {
		try {
			return Duration.parse(value);
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

}
