package dev.migrateboot;

import java.io.IOException;
import java.io.Reader;

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
			SqlStatement statement = reader.next();
			while (statement != null) {
				outside |= statement.kind() == StatementKind.NON_TRANSACTIONAL;
				control |= statement.kind() == StatementKind.TRANSACTION_CONTROL;
				statement = reader.next();
			}
			Directives directives = Directives.parse(script, reader.header());
			Mode mode = control ? Mode.AS_WRITTEN
					: (outside || !directives.transaction()) ? Mode.UNITS : Mode.TRANSACTION;
			return new ScriptOutline(directives, reader.statements(), reader.meaning(), mode);
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
