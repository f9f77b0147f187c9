package dev.migrateboot;

import dev.migrateboot.support.ScriptFolder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Failures as people read them.
 */
final class Failures {

	private Failures() {
	}

	/**
	 * Return the failure of a call.
	 */
	static MigrateException of(ThrowingCallable call) {
		return catchThrowableOfType(MigrateException.class, call);
	}

	/**
	 * Return the message and the action of a call's failure, the folder of the scripts
	 * replaced by a fixed word.
	 */
	static String text(ScriptFolder folder, ThrowingCallable call) {
		return text(folder, of(call));
	}

	static String text(ScriptFolder folder, MigrateException failure) {
		return folder.anonymous(failure.getMessage() + "\n\nAction:\n" + failure.getAction() + "\n");
	}

}
