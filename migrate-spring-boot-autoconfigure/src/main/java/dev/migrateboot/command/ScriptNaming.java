package dev.migrateboot.command;

import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.migrateboot.Version;

/**
 * How the scripts of a project are called, and what the next ones are called then.
 *
 * @param flyway whether they have Flyway's names
 * @param version the next version
 */
record ScriptNaming(boolean flyway, String version) {

	private static final Pattern NATIVE = Pattern.compile("(\\d+)_(?:\\w+_)?(?:upgrade|downgrade)\\.sql");

	private static final Pattern FLYWAY = Pattern.compile("[VU](\\d+(?:[._]\\d+)*)__.*\\.sql");

	private static final Pattern LAST_NUMBER = Pattern.compile("(.*?)(\\d+)$");

	private static final String FIRST = "001";

	private static final int TIMESTAMP = 12;

	/**
	 * Tell how scripts are called.
	 * @param names the names of those that there are
	 * @param now the time for a project whose versions are times
	 */
	static ScriptNaming of(List<String> names, Instant now) {
		List<String> natives = versions(NATIVE, names);
		List<String> flyways = versions(FLYWAY, names);
		boolean flyway = flyways.size() > natives.size();
		List<String> all = new ArrayList<>(natives);
		all.addAll(flyways);
		String highest = all.stream().max(Comparator.comparing(Version::parse)).orElse(null);
		return new ScriptNaming(flyway, (highest != null) ? next(highest, now) : FIRST);
	}

	/**
	 * Return the name of the script that applies a description, or reverts it.
	 */
	String name(String description, boolean upgrade) {
		String words = description.strip().replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_|_$", "");
		if (this.flyway) {
			return "%s%s__%s.sql".formatted(upgrade ? "V" : "U", this.version, words);
		}
		return "%s_%s_%s.sql".formatted(this.version, words, upgrade ? "upgrade" : "downgrade");
	}

	private static List<String> versions(Pattern grammar, List<String> names) {
		return names.stream().map(grammar::matcher).filter(Matcher::matches).map((name) -> name.group(1)).toList();
	}

	private static String next(String highest, Instant now) {
		Matcher parts = LAST_NUMBER.matcher(highest);
		if (!parts.matches()) {
			throw new IllegalArgumentException(highest);
		}
		String number = parts.group(2);
		if (number.length() >= TIMESTAMP) {
			String time = DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC).format(now);
			String timestamp = time.substring(0, Math.min(number.length(), time.length()));
			if (Version.parse(timestamp).compareTo(Version.parse(highest)) > 0) {
				return timestamp;
			}
		}
		String next = new BigInteger(number).add(BigInteger.ONE).toString();
		return parts.group(1) + "0".repeat(Math.max(0, number.length() - next.length())) + next;
	}

}
