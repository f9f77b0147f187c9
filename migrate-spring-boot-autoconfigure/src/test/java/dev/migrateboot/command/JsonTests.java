package dev.migrateboot.command;

import java.time.OffsetDateTime;
import java.util.List;

import dev.migrateboot.Direction;
import dev.migrateboot.Version;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests {@link Json}.
 */
class JsonTests {

	@Test
	void recordIsWrittenByItsComponents() {
		Sample sample = new Sample(Version.parse("001"), null, Direction.UPGRADE,
				OffsetDateTime.parse("2026-11-21T09:08:07.5+01:00"), 12L, true,
				List.of(new Sample(null, "x", null, null, null, false, List.of())));
		assertThat(Json.write(sample)).isEqualTo("""
				{"version":"001","direction":"upgrade","at":"2026-11-21T09:08:07.5+01:00","ms":12,"done":true,\
				"children":[{"text":"x","done":false,"children":[]}]}""");
	}

	@Test
	void textIsEscaped() {
		assertThat(Json.write("a\"b\\c\nd\te\rf\u0001ż")).isEqualTo("\"a\\\"b\\\\c\\nd\\te\\rf\\u0001ż\"");
	}

	record Sample(@Nullable Version version, @Nullable String text, @Nullable Direction direction,
			@Nullable OffsetDateTime at, @Nullable Long ms, boolean done, List<Sample> children) {

	}

}
