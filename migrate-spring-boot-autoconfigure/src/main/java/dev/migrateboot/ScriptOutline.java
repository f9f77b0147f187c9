package dev.migrateboot;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

import dev.migrateboot.sql.SqlReader;
import dev.migrateboot.sql.SqlStatement;
import dev.migrateboot.sql.SqlSyntaxException;
import dev.migrateboot.sql.StatementKind;

/**
 * What one pass over a script tells: whether it can be read at all, and how it has to
 * run.
 *
 * @param directives what its first lines ask for
 * @param statements how many statements it has
 * @param meaning the hash of its meaning
 * @param mode how it has to run
 */
record ScriptOutline(Directives directives, int statements, String meaning, Mode mode) {

	/**
	 * Read a script from beginning to end.
	 * @throws ScriptException if it cannot be cut into statements
	 */
	static ScriptOutline of(Script script) {
		try (Reader text = script.open()) {
			SqlReader reader = new SqlReader(text);
			boolean outside = false;
			boolean control = false;
			EnumUse labels = new EnumUse();
			SqlStatement statement = reader.next();
			while (statement != null) {
				labels.add(statement);
				outside |= statement.kind() == StatementKind.NON_TRANSACTIONAL;
				control |= statement.kind() == StatementKind.TRANSACTION_CONTROL;
				statement = reader.next();
			}
			Directives directives = Directives.parse(script, reader.header());
			Mode mode = control ? Mode.AS_WRITTEN
					: (outside || labels.isFound() || !directives.transaction()) ? Mode.UNITS : Mode.TRANSACTION;
			String meaning = script.isCode() ? script.hash() : reader.meaning();
			return new ScriptOutline(directives, reader.statements(), meaning, mode);
		}
		catch (SqlSyntaxException ex) {
			throw new ScriptException(script.toString(),
					"%s:%s: %s. Nothing of this script has been run.".formatted(script, ex.getPlace(), ex.getMessage()),
					"Correct the script; it is read as psql reads it.");
		}
		catch (IOException ex) {
			throw script.unreadable(ex);
		}
	}

	boolean isTransactional() {
		return this.mode == Mode.TRANSACTION;
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
