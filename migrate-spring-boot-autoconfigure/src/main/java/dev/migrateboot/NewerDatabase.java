package dev.migrateboot;

import java.util.Objects;

import dev.migrateboot.MigrateSettings.OnNewerDatabase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Meets a database that may be ahead of this build as the settings say.
 */
final class NewerDatabase {

	private static final Logger logger = LoggerFactory.getLogger(Migrations.class);

	private final MigrateSettings settings;

	private final @Nullable Version head;

	private final @Nullable Version current;

	NewerDatabase(MigrateSettings settings, @Nullable Version head, History history) {
		this.settings = settings;
		this.head = head;
		this.current = history.current();
	}

	/**
	 * Refuse it, or log that it is ahead.
	 * @param start whether this is a start that applies what is pending
	 * @throws HistoryException if it is to be refused
	 */
	void check(boolean start) {
		if (this.current == null || !isAhead()) {
			return;
		}
		HistoryException newer = HistoryException.newer(this.current, this.head);
		if (this.settings.onNewerDatabase() == OnNewerDatabase.FAIL) {
			throw newer;
		}
		logger.warn("{}{}", newer.getMessage(),
				(this.settings.onNewerDatabase() == OnNewerDatabase.DOWNGRADE) ? " " + left(start) : "");
	}

	/**
	 * Return whether this start has to take the database back, unless one has done so
	 * before.
	 */
	boolean isTakenBack() {
		return isAhead() && this.settings.onNewerDatabase() == OnNewerDatabase.DOWNGRADE && missing() == null;
	}

	/**
	 * Return what the journal says of a downgrade that a start has done.
	 */
	String reason() {
		return "migrate.downgrade.from=" + this.current;
	}

	private boolean isAhead() {
		return this.current != null && (this.head == null || this.current.compareTo(this.head) > 0);
	}

	private String left(boolean start) {
		String missing = missing();
		if (missing == null) {
			missing = start ? reason() + " has taken it back once and does so no more"
					: "only a start with migrate.startup=upgrade does that";
		}
		return "migrate.on-newer-database=downgrade leaves it there: %s.".formatted(missing);
	}

	private @Nullable String missing() {
		if (this.head == null) {
			return "this build has no migrations";
		}
		if (!this.settings.downgradeEnabled()) {
			return "migrate.downgrade.enabled is not true";
		}
		return Objects.equals(this.current, this.settings.downgradeFrom()) ? null
				: "migrate.downgrade.from is not " + this.current;
	}

}
