package dev.migrateboot.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what starts of the packaged application print about migrations.
 */
@EnabledIf(value = "dev.migrateboot.sample.Shell#isUsable", disabledReason = Shell.NOT_USABLE)
class StartOutputWalkTests {

	@TempDir
	private Path directory;

	@Test
	void startWithNothingPendingPrintsOneLine() throws Exception {
		assertThat(printedByStart()).hasSize(9)
			.startsWith("INFO dev.migrateboot.Migrations Upgrading from base to 008: 8 steps");
		assertThat(printedByStart())
			.containsExactly("INFO dev.migrateboot.Migrations Nothing is pending, the database is at 008");
	}

	private List<String> printedByStart() throws IOException, InterruptedException {
		try (SampleProcess sample = SampleProcess.current(this.directory)) {
			assertThat(sample.lines()).noneMatch((line) -> line.startsWith("WARN") || line.startsWith("ERROR"));
			return sample.lines()
				.stream()
				.filter((line) -> line.contains(" dev.migrateboot.") && !line.contains(" dev.migrateboot.sample."))
				.toList();
		}
	}

}
