package dev.migrateboot;

import org.jspecify.annotations.Nullable;

/**
 * A session that holds a lock for which a statement of a migration waits. What the role
 * that looked may not see is absent.
 *
 * @param pid the process id of its backend, 0 for a prepared transaction
 * @param application the name that it has given itself, or {@code null}
 * @param user its role, or {@code null}
 * @param state what it does, in PostgreSQL's words such as {@code idle in transaction},
 * or {@code null}
 * @param transactionSeconds for how long its transaction has been open, or {@code null}
 * @param relation the table or index that is waited for, or {@code null} if it is
 * something else
 * @param query its last or current query with every literal replaced by a question mark,
 * or {@code null}
 */
public record Blocker(int pid, @Nullable String application, @Nullable String user, @Nullable String state,
		@Nullable Long transactionSeconds, @Nullable String relation, @Nullable String query) {

	String describe() {
		StringBuilder text = new StringBuilder();
		text.append((this.pid == 0) ? "a prepared transaction" : "pid " + this.pid);
		append(text, " (%s)", this.application);
		append(text, " of user %s", this.user);
		append(text, ", %s", this.state);
		append(text, ", in a transaction for %s s", this.transactionSeconds);
		append(text, ", lock on %s", this.relation);
		append(text, ": %s", this.query);
		return text.toString();
	}

	Blocker withoutQuery() {
		return new Blocker(this.pid, this.application, this.user, this.state, this.transactionSeconds, this.relation,
				null);
	}

	private static void append(StringBuilder text, String format, @Nullable Object value) {
		if (value != null && !value.toString().isEmpty()) {
			text.append(format.formatted(value));
		}
	}

}
