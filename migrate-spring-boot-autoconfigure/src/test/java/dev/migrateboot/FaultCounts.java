package dev.migrateboot;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often tests have disturbed a run, which their closing line tells.
 * {@code -Dmigrate.test.faults.rounds=…} makes them longer,
 * {@code -Dmigrate.test.faults.seed=…} repeats their random moments.
 */
final class FaultCounts {

	private static final Logger logger = LoggerFactory.getLogger(FaultCounts.class);

	private final long seed = Long.getLong("migrate.test.faults.seed", 20261121L);

	private final Map<String, Integer> counts = new TreeMap<>();

	/**
	 * Return how many rounds a test runs.
	 * @param usual how many in the normal build
	 */
	int rounds(int usual) {
		return Integer.getInteger("migrate.test.faults.rounds", usual);
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
