package dev.migrateboot;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.migrateboot.MigrationStep.Apply;
import dev.migrateboot.MigrationStep.Revert;
import dev.migrateboot.sql.Placeholders;
import org.jspecify.annotations.Nullable;

/**
 * The placeholders that the settings define, as far as a plan has to know them.
 */
final class DefinedPlaceholders {

	static final DefinedPlaceholders NONE = new DefinedPlaceholders(Placeholders.NONE);

	/**
	 * The names that are always known in files with Flyway's names.
	 */
	static final List<String> FLYWAY = List.of("flyway:defaultSchema", "flyway:user", "flyway:database",
			"flyway:timestamp", "flyway:filename", "flyway:table");

	private final Placeholders placeholders;

	DefinedPlaceholders(Placeholders placeholders) {
		this.placeholders = placeholders;
	}

	static DefinedPlaceholders of(MigrateSettings settings) {
		return new DefinedPlaceholders(new Placeholders(settings.placeholderPrefix(), settings.placeholders(),
				!settings.placeholders().isEmpty()));
	}

	/**
	 * Return the prefix and the values; strict if there is a value at all.
	 */
	Placeholders placeholders() {
		return this.placeholders;
	}

	/**
	 * Return a hash of the values that a step puts into its text, or an empty text if it
	 * has no placeholder. What Flyway's own placeholders stand for differs between
	 * instances of one build and does not count.
	 */
	String hash(MigrationStep step) {
		Set<String> used = new LinkedHashSet<>();
		if (step instanceof Apply apply) {
			used.addAll(in(apply.migration().upgrade(), this.placeholders));
		}
		else if (step instanceof Revert revert) {
			if (revert.source() != Source.PACKAGE) {
				used.addAll(revert.applied().downgradePlaceholders());
			}
			if (revert.source() != Source.HISTORY && revert.packaged() != null) {
				used.addAll(in(revert.packaged(), this.placeholders));
			}
		}
		String values = used.stream()
			.flatMap((spelled) -> Stream.ofNullable(value(spelled)).map((value) -> spelled + "\0" + value + "\0"))
			.collect(Collectors.joining());
		return values.isEmpty() ? "" : "/" + ByteHash.of(values);
	}

	/**
	 * Return a hash of a script's text with values, the choice of line ends left out;
	 * without placeholders the hash of its bytes. Flyway's own placeholders count as they
	 * are written.
	 */
	String resolvedHash(Script script) {
		return in(script, this.placeholders).isEmpty() ? script.hash()
				: ByteHash.of(this.placeholders.replace(script.text()).replace("\r\n", "\n").replace('\r', '\n'));
	}

	/**
	 * Return why the stored downgrade scripts of some steps cannot run: a placeholder has
	 * no value any more. Nothing is substituted but what was a placeholder when the
	 * script was stored.
	 * @return the reason, or {@code null} if every placeholder is defined
	 */
	@Nullable Refusal refusal(List<Revert> steps) {
		List<String> messages = new ArrayList<>();
		Set<String> actions = new LinkedHashSet<>();
		for (Revert step : steps) {
			for (String spelled : step.applied().downgradePlaceholders()) {
				if (!isDefined(spelled, step.applied())) {
					messages.add("The stored downgrade script of %s contains the placeholder %s, which is not defined. "
						.formatted(step.version(), spelled));
					actions.add(action(spelled));
				}
			}
		}
		return messages.isEmpty() ? null : new Refusal("undefined-placeholder",
				String.join("", messages) + "Nothing has been run.", String.join(" ", actions));
	}

	/**
	 * Return the property that defines a placeholder's name.
	 */
	static String property(String name) {
		return name.matches("[\\w.-]+") ? "migrate.placeholders." + name : "migrate.placeholders[%s]".formatted(name);
	}

	/**
	 * Return the placeholders in a script that have a value, as they are spelled.
	 */
	static List<String> in(Script script, Placeholders placeholders) {
		try (Reader text = script.open()) {
			return placeholders.in(text);
		}
		catch (IOException ex) {
			throw script.unreadable(ex);
		}
	}

	/**
	 * Return the name in a placeholder, or {@code null} if it has another prefix.
	 */
	@Nullable String name(String spelled) {
		String prefix = this.placeholders.prefix();
		return (spelled.startsWith(prefix) && spelled.endsWith("}"))
				? spelled.substring(prefix.length(), spelled.length() - 1) : null;
	}

	private @Nullable String value(String spelled) {
		String name = name(spelled);
		return (name != null) ? this.placeholders.value(name) : null;
	}

	private boolean isDefined(String spelled, AppliedMigration row) {
		String name = name(spelled);
		return name != null && (this.placeholders.value(name) != null || (row.downgradeScript() != null
				&& ScriptName.isFlyway(row.downgradeScript()) && FLYWAY.stream().anyMatch(name::equalsIgnoreCase)));
	}

	private String action(String spelled) {
		String name = name(spelled);
		if (name == null) {
			return "Set migrate.placeholder-prefix to what %s begins with, and its value in migrate.placeholders."
				.formatted(spelled);
		}
		return "Set %s to its value.".formatted(property(name));
	}

}
