package dev.migrateboot;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

import dev.migrateboot.sql.SqlReader;
import dev.migrateboot.sql.SqlStatement;
import dev.migrateboot.sql.StatementKind;
import org.jspecify.annotations.Nullable;

/**
 * Runs a script that begins and ends transactions itself. What it has committed is
 * finished. Inside its transactions the claim is guarded as in our own, from their first
 * statement on: a later one may have changed the role.
 */
final class OwnTransactions {

	private static final List<String> SET_TRANSACTION = List.of("SET", "TRANSACTION");

	private final Claim claim;

	private final PreparedStep step;

	private final ScriptProgress progress;

	private final StatementRunner statements;

	OwnTransactions(Claim claim, PreparedStep step, ScriptProgress progress, StatementRunner statements) {
		this.claim = claim;
		this.step = step;
		this.progress = progress;
		this.statements = statements;
	}

	/**
	 * Run a statement and all that follow.
	 */
	void run(SqlReader reader, @Nullable SqlStatement first, Pipeline pipeline) throws SQLException, IOException {
		boolean open = false;
		boolean guarded = false;
		SqlStatement statement = first;
		while (statement != null) {
			if (open && !guarded && Collections.indexOfSubList(statement.words(), SET_TRANSACTION) != 0) {
				this.claim.guard();
				guarded = true;
			}
			if (!open) {
				this.claim.keep();
				this.claim.requireTime();
			}
			this.statements.run(statement, reader, pipeline);
			open = isOpenAfter(statement, open);
			statement = this.progress.next(reader, statement);
			if (!open) {
				this.progress.finish();
				guarded = false;
			}
		}
		if (open) {
			throw new ScriptException(this.step.script().toString(),
					"%s begins a transaction that it does not end; what it did in it was rolled back."
						.formatted(this.step.script()),
					"End the transaction with COMMIT, or leave its BEGIN out: a script runs in a transaction anyway.");
		}
	}

	private static boolean isOpenAfter(SqlStatement statement, boolean before) {
		if (statement.kind() != StatementKind.TRANSACTION_CONTROL) {
			return before;
		}
		List<String> words = statement.words();
		return switch (words.get(0)) {
			case "BEGIN", "START" -> true;
			default -> words.contains("CHAIN") && !words.contains("NO");
		};
	}

}
