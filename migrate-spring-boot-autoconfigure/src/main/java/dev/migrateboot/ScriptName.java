package dev.migrateboot;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What a file name says: the grammar of native pairs and of Flyway's names.
 *
 * @param version the version
 * @param direction whether the script applies or reverts it
 * @param words the description as it stands in the file name
 * @param dialect the last word of a native description, if it may be a dialect token
 */
record ScriptName(Version version, Direction direction, String words, Dialect dialect) {

	private static final Pattern NATIVE = Pattern.compile("(\\d+)_(?:([A-Za-z0-9_]+)_)?(upgrade|downgrade)\\.sql");

	private static final Pattern FLYWAY = Pattern.compile("([VU])(\\d+(?:[._]\\d+)*)__(.*)\\.sql");

	private static final Pattern REPEATABLE = Pattern.compile("R__(.+)\\.sql");

	private static final Pattern CALLBACK = Pattern.compile("(?:before|after|create)[A-Z]\\w*?(?:__.*)?\\.sql");

	private static final Set<String> OTHER_DIALECTS = Set.of("sqlite", "mysql", "mariadb", "oracle", "mssql",
			"firebird", "sybase", "access", "maxdb", "informix", "db2", "h2", "hsqldb", "derby");

	private static final String IGNORE = "To leave the file alone, name it in migrate.ignore.";

	static ScriptName parse(String file, String path) {
		Matcher matcher = NATIVE.matcher(file);
		if (matcher.matches()) {
			Direction direction = matcher.group(3).equals("upgrade") ? Direction.UPGRADE : Direction.DOWNGRADE;
			String words = (matcher.group(2) != null) ? matcher.group(2) : "";
			return new ScriptName(Version.parse(matcher.group(1)), direction, words, Dialect.of(words));
		}
		matcher = FLYWAY.matcher(file);
		if (matcher.matches()) {
			Direction direction = matcher.group(1).equals("V") ? Direction.UPGRADE : Direction.DOWNGRADE;
			return new ScriptName(Version.parse(matcher.group(2)), direction, matcher.group(3), Dialect.PLAIN);
		}
		throw mismatch(file, path);
	}

	/**
	 * Return whether a file name, possibly with folders before it, is one of Flyway's.
	 */
	static boolean isFlyway(String name) {
		String file = name.substring(name.lastIndexOf('/') + 1);
		return FLYWAY.matcher(file).matches() || REPEATABLE.matcher(file).matches();
	}

	/**
	 * Return the description in the name of a repeatable script, or {@code null} if it is
	 * none.
	 */
	static @Nullable String repeatable(String file) {
		Matcher matcher = REPEATABLE.matcher(file);
		return matcher.matches() ? matcher.group(1).replace('_', ' ').strip() : null;
	}

	/**
	 * Return the description without its dialect token.
	 */
	String description(boolean dialectCounts) {
		String description = this.words;
		if (this.dialect == Dialect.POSTGRESQL || (dialectCounts && this.dialect != Dialect.PLAIN)) {
			int last = description.lastIndexOf('_');
			description = (last < 0) ? "" : description.substring(0, last);
		}
		return description.replace('_', ' ').strip();
	}

	private static ScriptException mismatch(String file, String path) {
		if (file.matches("B\\d.*__.*")) {
			return new ScriptException(path, "%s is a baseline script; these are not supported.".formatted(path),
					"For a database that already is at that version, record the version with a stamp. " + IGNORE);
		}
		if (file.endsWith(".conf")) {
			return new ScriptException(path, "%s configures one script; such files are not read.".formatted(path),
					"Write what it says into the script's first lines instead, "
							+ "as in '-- migrate: transaction=off' for executeInTransaction=false. " + IGNORE);
		}
		if (CALLBACK.matcher(file).matches()) {
			return new ScriptException(path, "%s is a callback; these are not supported.".formatted(path), IGNORE);
		}
		return new ScriptException(path, "%s is not the name of a migration.".formatted(path),
				"Expected <version>_<description>_upgrade.sql or <version>_<description>_downgrade.sql, with a version of digits "
						+ "and a description of letters, digits and underscores (such as 007_add_orders_upgrade.sql), or Flyway's "
						+ "V<version>__<description>.sql, U<version>__<description>.sql and R__<description>.sql. "
						+ IGNORE);
	}

	/**
	 * What the last word of a description may say about the database it is for, in the
	 * order of choice.
	 */
	enum Dialect {

		POSTGRESQL, PLAIN, DEFAULT, OTHER;

		static Dialect of(String words) {
			String last = words.substring(words.lastIndexOf('_') + 1);
			if (last.equals("postgresql") || last.equals("postgres")) {
				return POSTGRESQL;
			}
			if (last.equals("default")) {
				return DEFAULT;
			}
			return OTHER_DIALECTS.contains(last) ? OTHER : PLAIN;
		}

	}

}
