package dev.migrateboot;

import java.util.List;

import dev.migrateboot.sql.Place;

/**
 * Thrown when a statement of a script fails. The message names the place, the statement
 * and what of the run is in the database.
 */
public final class StatementException extends MigrateException {

	private final String file;

	private final Place place;

	private final String statement;

	private final String sqlState;

	private final List<String> done;

	private StatementException(String message, String action, StatementFailure failure, List<String> done) {
		super("statement-failed", message, action, failure.cause());
		this.file = failure.script().toString();
		this.place = failure.place();
		this.statement = (failure.statement() != null) ? failure.statement().written() : "commit";
		this.sqlState = String.valueOf(failure.cause().getSQLState());
		this.done = List.copyOf(done);
	}

	/**
	 * Return the exception for a failure.
	 * @param failure what failed
	 * @param step the step that failed
	 * @param remains what of the step is in the database
	 * @param waited what to tell about its attempts, behind a line end, or nothing
	 * @param done what this run has brought about before
	 */
	static StatementException of(StatementFailure failure, PreparedStep step, Remains remains, String waited,
			List<String> done) {
		return new StatementException(
				"%s%s\n\n%s %s".formatted(failure.describe(), waited, remains.describe(step), before(done)),
				failure.hint() + remains.action(step, failure.isOfTheScript()), failure, done);
	}

	static String before(List<String> done) {
		return done.isEmpty() ? "Nothing else was run."
				: "Done before it in this run: %s.".formatted(String.join(", ", done));
	}

	/**
	 * Return the script.
	 * @return the path as in the message
	 */
	public String getFile() {
		return this.file;
	}

	/**
	 * Return the place in the script.
	 * @return line and column of the failure
	 */
	public Place getPlace() {
		return this.place;
	}

	/**
	 * Return the statement that failed.
	 * @return its text as it stands in the script, without the values of placeholders
	 */
	public String getStatement() {
		return this.statement;
	}

	/**
	 * Return the SQLSTATE.
	 * @return five characters
	 */
	public String getSqlState() {
		return this.sqlState;
	}

	/**
	 * Return what the run had brought about before.
	 * @return the versions as they were written, then the names of repeatable scripts, in
	 * their order
	 */
	public List<String> getDone() {
		return this.done;
	}

	/**
	 * What a failed step leaves in the database.
	 *
	 * @param transactional whether it ran in one transaction, which was rolled back
	 * @param finished how many of its statements are finished if it did not
	 * @param outcomeKnown whether it is known that the failed statement has had no effect
	 */
	record Remains(boolean transactional, int finished, boolean outcomeKnown) {

		String describe(PreparedStep step) {
			String label = step.step().label();
			String subject = (step.step().version() != null) ? "Revision " + label : label;
			if (this.transactional) {
				return "%s was rolled back as a whole.".formatted(subject);
			}
			String finished = switch (this.finished) {
				case 0 -> "none of its statements is finished";
				case 1 -> "its first statement is finished and stays in effect";
				default -> "its first %s statements are finished and stay in effect".formatted(this.finished);
			};
			return "%s does not run in one transaction: %s%s.".formatted(subject, finished,
					this.outcomeKnown ? "" : ", and the outcome of this one is not known, as the connection was lost");
		}

		/**
		 * Return what to do next.
		 * @param correctable whether the script or what it found can be the cause
		 */
		String action(PreparedStep step, boolean correctable) {
			boolean repeat = step.step() instanceof MigrationStep.Repeat;
			if (!this.outcomeKnown) {
				return repeat
						? "Look in the database whether the statement has taken effect, then start again; the script "
								+ "runs again from its beginning."
						: HistoryException.decide(step, this.finished + 1);
			}
			boolean upgrade = step.step().direction() == Direction.UPGRADE;
			String again = upgrade ? "start again" : "ask for the downgrade again";
			String correct = this.transactional ? "the script" : "this statement or what it found,";
			String left = !this.transactional
					? (repeat ? "the script runs again from its beginning" : "finished statements are not repeated")
					: (upgrade ? "nothing of %s is left in the database" : "%s is applied as before")
						.formatted(step.step().label());
			if (!correctable) {
				return "%s; %s.".formatted(upgrade ? "Start again" : "Ask for the downgrade again", left);
			}
			if (!upgrade && step.source() == Source.HISTORY) {
				return "Correct what the script found, or choose source=package in a build that has a corrected one, and %s; %s."
					.formatted(again, left);
			}
			return "Correct %s and %s; %s.".formatted(correct, again, left);
		}

	}

}
