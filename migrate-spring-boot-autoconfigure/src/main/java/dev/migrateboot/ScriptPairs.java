package dev.migrateboot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.migrateboot.ScriptLocator.Found;
import dev.migrateboot.ScriptName.Dialect;

/**
 * Pairs upgrade and downgrade scripts by version and picks the dialect.
 */
final class ScriptPairs {

	private final List<Found> files;

	ScriptPairs(List<Found> files) {
		this.files = files;
	}

	List<Migration> migrations() {
		TreeMap<Version, List<Found>> upgrades = byVersion(Direction.UPGRADE);
		TreeMap<Version, List<Found>> downgrades = byVersion(Direction.DOWNGRADE);
		List<Migration> migrations = new ArrayList<>();
		upgrades.forEach((version, candidates) -> {
			Choice upgrade = choose(version, candidates);
			List<Found> others = downgrades.remove(version);
			Choice downgrade = (others != null) ? choose(version, others) : null;
			migrations.add(new Migration(upgrade.file().parsed().version(), upgrade.description(), upgrade.script(),
					(downgrade != null) ? downgrade.script() : null));
		});
		downgrades.values().forEach((orphans) -> {
			throw orphan(orphans.get(0));
		});
		return migrations;
	}

	private TreeMap<Version, List<Found>> byVersion(Direction direction) {
		return this.files.stream()
			.filter((file) -> file.parsed().direction() == direction)
			.collect(Collectors.groupingBy((file) -> file.parsed().version(), TreeMap::new, Collectors.toList()));
	}

	/**
	 * Dialect tokens are tokens only beside a script that is surely for PostgreSQL, and
	 * only for the same description: two different migrations must not hide each other.
	 */
	private static Choice choose(Version version, List<Found> candidates) {
		boolean dialectCounts = candidates.stream()
			.anyMatch((file) -> file.parsed().dialect() == Dialect.POSTGRESQL
					|| file.parsed().dialect() == Dialect.PLAIN);
		List<Choice> choices = candidates.stream()
			.map((file) -> new Choice(file, file.parsed().description(dialectCounts)))
			.sorted(Comparator.comparing((Choice choice) -> choice.file().parsed().dialect()))
			.toList();
		Choice best = choices.get(0);
		for (Choice other : choices.subList(1, choices.size())) {
			boolean variant = dialectCounts && other.file().parsed().dialect() != best.file().parsed().dialect()
					&& other.description().equals(best.description());
			if (!variant) {
				throw duplicate(version, best.file(), other.file());
			}
		}
		return best;
	}

	private static ScriptException duplicate(Version version, Found one, Found other) {
		boolean samePath = one.path().equals(other.path());
		return new ScriptException(one.path(),
				"Version %s exists twice: %s and %s.".formatted(version, samePath ? one.url() : one.path(),
						samePath ? other.url() : other.path()),
				"Give one of them the next free version, or delete it.");
	}

	private static ScriptException orphan(Found file) {
		return new ScriptException(file.path(),
				"%s has no upgrade script of version %s beside it.".formatted(file.path(), file.parsed().version()),
				"Add the upgrade script, or correct the version in the file name.");
	}

	private record Choice(Found file, String description) {

		Script script() {
			return this.file.script();
		}

	}

}
