package dev.migrateboot.corpora;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.ds.PGSimpleDataSource;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Applies migration sets that other projects have published to databases of their own.
 * Nothing of these sets is kept here, so that the tests run only where they are told of a
 * folder and a server:
 *
 * <pre>
 * mvn test -Dtest=CorporaIntegrationTests -Dmigrate.corpora=/srv/corpora \
 *     -Dmigrate.corpora.url=jdbc:postgresql://localhost:5432/ -Dmigrate.corpora.user=postgres
 * </pre>
 *
 * The folder has a sub-folder for each set, see {@link Corpus} for the repository, the
 * commit and the place of the scripts in it; a set whose sub-folder is missing is
 * skipped. The user is a superuser who logs in without a password. Each set gets the
 * database {@code corpora_…}, which is dropped and created anew and stays behind, to be
 * looked into. The role {@code optima}, to which one set gives its tables, is created if
 * it is missing.
 */
@EnabledIfSystemProperty(named = "migrate.corpora", matches = ".+",
		disabledReason = "Set -Dmigrate.corpora to a folder of published migration sets")
@EnabledIfSystemProperty(named = "migrate.corpora.url", matches = "jdbc:postgresql:.*/",
		disabledReason = "Set -Dmigrate.corpora.url to a server, as in jdbc:postgresql://localhost:5432/")
class CorporaIntegrationTests {

	private static final String TABLES = """
			select (n.nspname || '.' || c.relname) collate "C" as name,
			  format('select count(*) from only %I.%I', n.nspname, c.relname) as count
			from pg_class c
			join pg_namespace n on n.oid = c.relnamespace
			where c.relkind = 'r' and n.nspname !~ '^(pg_|information_schema$)' and c.relname !~ '^migrate_'
			order by 1
			""";

	private static final String SCHEMA = """
			select concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.atthasdef)
			from pg_attribute a
			join pg_class c on c.oid = a.attrelid
			where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
			  and c.relname !~ '^migrate_'
			union all
			select indexdef from pg_indexes where schemaname = 'public' and tablename !~ '^migrate_'
			union all
			select concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
			from pg_constraint
			where connamespace = 'public'::regnamespace and conrelid::regclass::text !~ '^migrate_'
			union all
			select concat_ws(' ', enumtypid::regtype, enumlabel) from pg_enum
			order by 1
			""";

	@ParameterizedTest
	@EnumSource
	void upgradeOfPublishedSetWritesTheRowsThatItsOwnToolWrites(Corpus corpus) {
		JdbcClient jdbc = newDatabase(corpus);
		assertThat(run(corpus, "upgrade")).endsWith("%d steps, from null to %s".formatted(corpus.scripts, corpus.head));
		assertThat(run(corpus, "status")).endsWith("up-to-date, current %1$s, head %1$s".formatted(corpus.head));
		assertThat(run(corpus, "upgrade")).endsWith("0 steps, from %1$s to %1$s".formatted(corpus.head));
		assertThat(fingerprintOfRows(jdbc)).isEqualTo(corpus.rows);
	}

	@Test
	void downgradeOfPublishedPairsLeavesNothingAndUpgradeRestoresTheSchema() {
		JdbcClient jdbc = newDatabase(Corpus.OPTIMA);
		List<String> empty = schema(jdbc);
		run(Corpus.OPTIMA, "upgrade");
		List<String> full = schema(jdbc);
		assertThat(full).hasSizeGreaterThan(100);
		assertThat(run(Corpus.OPTIMA, "downgrade", "base")).endsWith("29 steps, from 029 to null");
		assertThat(schema(jdbc)).isEqualTo(empty);
		assertThat(run(Corpus.OPTIMA, "upgrade", "head")).endsWith("29 steps, from null to 029");
		assertThat(schema(jdbc)).isEqualTo(full);
	}

	/**
	 * Run a command with a new engine on new connections, and return what it printed.
	 */
	private static String run(Corpus corpus, String... command) {
		List<String> arguments = new ArrayList<>(
				List.of(server() + corpus.database(), user(), "filesystem:" + corpus.folder()));
		arguments.addAll(List.of(command));
		arguments.addAll(corpus.options);
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		ByteArrayOutputStream err = new ByteArrayOutputStream();
		int exitCode = CorpusRunner.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8),
				new PrintStream(err, true, StandardCharsets.UTF_8));
		assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
		assertThat(exitCode).isZero();
		return out.toString(StandardCharsets.UTF_8).strip();
	}

	private static JdbcClient newDatabase(Corpus corpus) {
		assumeThat(corpus.folder()).as("Folder of the set %s", corpus).isDirectory();
		JdbcClient jdbc = jdbc("postgres");
		if (jdbc.sql("select from pg_roles where rolname = 'optima'").query().listOfRows().isEmpty()) {
			jdbc.sql("create role optima").update();
		}
		jdbc.sql("drop database if exists %s with (force)".formatted(corpus.database())).update();
		jdbc.sql("create database %s template template0 encoding 'UTF8'".formatted(corpus.database())).update();
		return jdbc(corpus.database());
	}

	/**
	 * Return the MD5 of a line {@code schema.table<tab>rows} for each table, ours left
	 * out.
	 */
	private static String fingerprintOfRows(JdbcClient jdbc) {
		StringBuilder lines = new StringBuilder();
		jdbc.sql(TABLES)
			.query((row, number) -> "%s\t%d\n".formatted(row.getString("name"),
					jdbc.sql(row.getString("count")).query(Long.class).single()))
			.list()
			.forEach(lines::append);
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("MD5").digest(lines.toString().getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return a line for each column, index, constraint and type. Defaults are left out:
	 * one of them freezes the moment of the migration.
	 */
	private static List<String> schema(JdbcClient jdbc) {
		return jdbc.sql(SCHEMA).query(String.class).list();
	}

	private static JdbcClient jdbc(String database) {
		PGSimpleDataSource dataSource = new PGSimpleDataSource();
		dataSource.setUrl(server() + database);
		dataSource.setUser(user());
		return JdbcClient.create(dataSource);
	}

	private static String server() {
		return System.getProperty("migrate.corpora.url", "");
	}

	private static String user() {
		return System.getProperty("migrate.corpora.user", "postgres");
	}

	/**
	 * A published set. The fingerprint is what Flyway, or for the native pairs
	 * {@code psql}, leaves behind.
	 */
	enum Corpus {

		/**
		 * {@code optimamodel/optima}, cda040a0df16b1efc4f062dfd5f4d932832100b6:
		 * {@code server/db} as {@code optima/db}. A preamble of {@code pg_dump} sets what
		 * it likes.
		 */
		OPTIMA("optima/db", 29, "029", "2ccccf295cf3276934743deb99eaf110"),

		/**
		 * {@code cloudfoundry/uaa}, 13dc87a60ea2d4f3fc37f6b74fea5c9b86606474:
		 * {@code server/src/main/resources/org/cloudfoundry/identity/uaa/db/postgresql}
		 * as {@code uaa/sql}. Indexes built concurrently, scripts without a statement.
		 */
		UAA("uaa/sql", 89, "4_110", "d2430c54e3a556e9c0b704ca4c6c7f92"),

		/**
		 * {@code opendatadiscovery/odd-platform},
		 * f63d3915f09744971f98aa65b4d5332c91b9ba3f:
		 * {@code odd-platform-api/src/main/resources/db/migration} as
		 * {@code odd-platform/sql}. Operators with a question mark, another search path.
		 * Its one placeholder has the value {@code DISABLED} in Flyway's run, for which
		 * the statement changes no row, as it does for the placeholder's own text.
		 */
		ODD_PLATFORM("odd-platform/sql", 95, "0_0_95", "7c46a3559193a259bfab0a43608d411e",
				"--placeholder=authtype=DISABLED"),

		/**
		 * {@code ministryofjustice/hmpps-locations-inside-prison-api},
		 * 2f3fbc4607beea70662447dbb65d72cca0a05b8e:
		 * {@code src/main/resources/db/migration} as {@code locations/sql}.
		 */
		LOCATIONS("locations/sql", 98, "1_98", "e17eeee72eec26280d48fbd7ac24e4df"),

		/**
		 * {@code CDCgov/prime-reportstream}, 5f58b4c574fa64a70b362f7881f035ec6110a933:
		 * {@code prime-router/src/main/resources/db/migration} as
		 * {@code reportstream/sql}. Indexes built concurrently among other statements.
		 */
		REPORTSTREAM("reportstream/sql", 74, "75", "bf62f482db50185a0bd23ffa62842154"),

		/**
		 * {@code kestra-io/kestra}, 58c1ca2d0589c888328bacc3ee65e65dc4ba0a6a:
		 * {@code jdbc-postgres/src/main/resources/migrations/postgres} as
		 * {@code kestra/sql}. Functions that return {@code $1} without a quoted body.
		 */
		KESTRA("kestra/sql", 26, "1_27", "b3f65d161ba7b013b9285178ca514acf", "--out-of-order");

		private final String path;

		private final int scripts;

		private final String head;

		private final String rows;

		private final List<String> options;

		Corpus(String path, int scripts, String head, String rows, String... options) {
			this.path = path;
			this.scripts = scripts;
			this.head = head;
			this.rows = rows;
			this.options = List.of(options);
		}

		Path folder() {
			return Path.of(System.getProperty("migrate.corpora", ""), this.path);
		}

		String database() {
			return "corpora_" + name().toLowerCase(Locale.ROOT);
		}

	}

}
