package dev.migrateboot;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often tests have disturbed a run, which their closing line tells.
 * {@code -Dmigrate.test.faults.rounds=…} is the number of kills, and of the other faults
 * in proportion; {@code -Dmigrate.test.faults.seed=…} repeats their random moments.
 */
final class FaultCounts {

	private static final Logger logger = LoggerFactory.getLogger(FaultCounts.class);

	static final int USUAL_KILLS = 4;

	private final long seed = Long.getLong("migrate.test.faults.seed", 20261121L);

	private final int rounds = Integer.getInteger("migrate.test.faults.rounds", 0);

	private final Map<String, Integer> counts = new TreeMap<>();

	/**
	 * Return how many rounds a test runs.
	 * @param usual how many in the normal build
	 */
	int rounds(int usual) {
		return areMany() ? Math.max(1, this.rounds * usual / USUAL_KILLS) : usual;
	}

	/**
	 * Return whether there is time for more than the normal build has.
	 */
	boolean areMany() {
		return this.rounds > 0;
	}

	Random random(String faults) {
		logger.info("Seed of the {}: {}", faults, this.seed);
		return new Random(this.seed);
	}

	void add(String faults) {
		this.counts.merge(faults, 1, Integer::sum);
	}

	void print() {
		logger.info("Faults survived: {}; seed {}", this.counts, this.seed);
	}

}
