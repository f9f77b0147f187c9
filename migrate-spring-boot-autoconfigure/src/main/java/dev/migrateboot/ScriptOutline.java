package dev.migrateboot;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import dev.migrateboot.sql.Placeholders;
import dev.migrateboot.sql.SqlReader;
import dev.migrateboot.sql.SqlStatement;
import dev.migrateboot.sql.SqlSyntaxException;
import dev.migrateboot.sql.StatementKind;
import dev.migrateboot.sql.UndefinedPlaceholderException;
import org.jspecify.annotations.Nullable;

/**
 * What one pass over a script tells: whether it can be read at all, and how it has to
 * run.
 *
 * @param directives what its first lines ask for
 * @param statements how many statements it has
 * @param meaning the hash of its meaning
 * @param mode how it has to run
 * @param placeholders the placeholders that have been replaced, as they are spelled
 * @param bound whether a statement outside a transaction runs under what the script has
 * set before
 */
record ScriptOutline(Directives directives, int statements, String meaning, Mode mode, List<String> placeholders,
		boolean bound) {

	/**
	 * Read a script without placeholders from beginning to end.
	 * @throws ScriptException if it cannot be cut into statements
	 */
	static ScriptOutline of(Script script) {
		return of(script, Placeholders.NONE);
	}

	/**
	 * Read a script from beginning to end. Everything but its meaning is told from the
	 * text with values.
	 * @throws ScriptException if it cannot be cut into statements, or a placeholder has
	 * no value
	 */
	static ScriptOutline of(Script script, Placeholders placeholders) {
		try (Reader text = script.open()) {
			SqlReader reader = new SqlReader(text, placeholders);
			boolean outside = false;
			boolean control = false;
			boolean set = false;
			boolean bound = false;
			EnumUse labels = new EnumUse();
			SqlStatement statement = reader.next();
			while (statement != null) {
				labels.add(statement);
				outside |= statement.kind() == StatementKind.NON_TRANSACTIONAL;
				control |= statement.kind() == StatementKind.TRANSACTION_CONTROL;
				bound |= set && statement.kind() == StatementKind.NON_TRANSACTIONAL;
				set |= SessionSettings.isSetting(statement) && SessionSettings.reasonToSkip(statement) == null;
				statement = reader.next();
			}
			Directives directives = Directives.parse(script, reader.header());
			Mode mode = control ? Mode.AS_WRITTEN
					: (outside || labels.isFound() || !directives.transaction()) ? Mode.UNITS : Mode.TRANSACTION;
			String meaning = script.isCode() ? script.hash()
					: reader.placeholders().isEmpty() ? reader.meaning() : meaning(script);
			return new ScriptOutline(directives, reader.statements(), meaning, mode, reader.placeholders(),
					bound || (set && (control || !directives.transaction())));
		}
		catch (SqlSyntaxException ex) {
			throw new ScriptException(script.toString(),
					"%s:%s: %s. Nothing of this script has been run.".formatted(script, ex.getPlace(), ex.getMessage()),
					"Correct the script; it is read as psql reads it.");
		}
		catch (UndefinedPlaceholderException ex) {
			throw undefined(script, placeholders, ex);
		}
		catch (IOException ex) {
			throw script.unreadable(ex);
		}
	}

	/**
	 * Return the hash of what a script means as it is written. A text that cannot be cut
	 * into statements before its placeholders are replaced means its bytes.
	 */
	static String meaning(Script script) {
		try (Reader text = script.open()) {
			SqlReader reader = new SqlReader(text);
			while (reader.next() != null) {
				reader.skipCopyData();
			}
			return reader.meaning();
		}
		catch (SqlSyntaxException ex) {
			return script.hash();
		}
		catch (IOException ex) {
			throw script.unreadable(ex);
		}
	}

	private static ScriptException undefined(Script script, Placeholders placeholders,
			UndefinedPlaceholderException failure) {
		String spelled = failure.getPlaceholder();
		String name = spelled.substring(placeholders.prefix().length(), spelled.length() - 1);
		Set<String> names = new TreeSet<>(placeholders.values().keySet());
		if (ScriptName.isFlyway(script.name())) {
			names.addAll(DefinedPlaceholders.FLYWAY);
		}
		return new ScriptException(script.toString(),
				"%s:%s: %s. Defined are %s. Nothing of this script has been run.".formatted(script, failure.getPlace(),
						failure.getMessage(), String.join(", ", names)),
				"Set %s to its value. If the text is meant as it stands, set migrate.placeholder-prefix to something else than %s."
					.formatted(DefinedPlaceholders.property(name), placeholders.prefix()));
	}

	boolean isTransactional() {
		return this.mode == Mode.TRANSACTION;
	}

	/**
	 * Return the placeholders as the history keeps them: {@code null} without any.
	 */
	@Nullable List<String> storedPlaceholders() {
		return this.placeholders.isEmpty() ? null : this.placeholders;
	}

	/**
	 * Watches out for the use of a label that the same script adds to an enum.
	 */
	private static final class EnumUse {

		private final List<SqlStatement> types = new ArrayList<>();

		private final List<EnumLabel> labels = new ArrayList<>();

		private boolean found;

		void add(SqlStatement statement) {
			this.found |= this.labels.stream().anyMatch((label) -> label.isUsedBy(statement));
			if (statement.words().indexOf("CREATE") == 0 && statement.words().indexOf("TYPE") == 1) {
				this.types.add(statement);
			}
			EnumLabel label = EnumLabel.of(statement);
			if (label != null && this.types.stream().noneMatch(label::isOfTypeMadeBy)) {
				this.labels.add(label);
			}
		}

		boolean isFound() {
			return this.found;
		}

	}

	/**
	 * How a script has to run.
	 */
	enum Mode {

		/**
		 * In one transaction together with its records.
		 */
		TRANSACTION,

		/**
		 * In units, each recorded once it is finished.
		 */
		UNITS,

		/**
		 * With the transactions that the script itself begins and ends.
		 */
		AS_WRITTEN

	}

}
