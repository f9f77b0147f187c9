package dev.migrateboot;

import org.springframework.util.Assert;

/**
 * What somebody has found out and decided about one version, and why. Nothing of the
 * scripts is run: a repair changes the record alone.
 */
public sealed interface Repair {

	/**
	 * Return why, for the journal.
	 * @return a text that is not blank
	 */
	String reason();

	/**
	 * Take this build's upgrade script for what was applied.
	 * @param reason why, not blank
	 * @return the repair
	 */
	static Repair acceptScript(String reason) {
		return new AcceptScript(reason);
	}

	/**
	 * Record that a statement whose outcome is unknown has taken effect, so that the next
	 * run goes on behind it. In a script that begins and ends transactions itself it
	 * stands for everything from it to the end of the script.
	 * @param statement the number of the statement in its script, from 1
	 * @param reason why, not blank
	 * @return the repair
	 */
	static Repair statementDone(int statement, String reason) {
		return new StatementDone(statement, reason);
	}

	/**
	 * Record that a statement whose outcome is unknown has not taken effect, so that the
	 * next run sends it again, with everything behind it.
	 * @param statement the number of the statement in its script, from 1
	 * @param reason why, not blank
	 * @return the repair
	 */
	static Repair statementAgain(int statement, String reason) {
		return new StatementAgain(statement, reason);
	}

	/**
	 * This build's upgrade script is taken for what was applied.
	 *
	 * @param reason why
	 */
	record AcceptScript(String reason) implements Repair {

		/**
		 * Check the reason.
		 */
		public AcceptScript {
			Assert.hasText(reason, "A repair needs a reason");
		}

	}

	/**
	 * A statement has taken effect.
	 *
	 * @param statement its number, from 1
	 * @param reason why
	 */
	record StatementDone(int statement, String reason) implements Repair {

		/**
		 * Check the reason.
		 */
		public StatementDone {
			Assert.hasText(reason, "A repair needs a reason");
		}

	}

	/**
	 * A statement has not taken effect.
	 *
	 * @param statement its number, from 1
	 * @param reason why
	 */
	record StatementAgain(int statement, String reason) implements Repair {

		/**
		 * Check the reason.
		 */
		public StatementAgain {
			Assert.hasText(reason, "A repair needs a reason");
		}

	}

}
