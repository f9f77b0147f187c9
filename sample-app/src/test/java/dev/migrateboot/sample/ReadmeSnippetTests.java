package dev.migrateboot.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.migrateboot.sample.Readme.Block;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the README shows what is there.
 */
class ReadmeSnippetTests {

	@Test
	void scriptsAreThoseOfTheLastRevision() throws IOException {
		Readme readme = Readme.read();
		assertThat(readme.scripts()).extracting(Block::kind)
			.containsExactly("008_add_observer_note_upgrade.sql", "008_add_observer_note_downgrade.sql");
		for (Block script : readme.scripts()) {
			Path file = Path.of("src/main/resources/db/migration", script.kind());
			assertThat(script.text()).isEqualTo(Files.readString(file));
		}
	}

	@Test
	void twoCommandsOfOneLineEachDoAllTheSetUp() throws IOException {
		assertThat(Readme.read().blocks("Try it")).containsExactly(
				new Block("sh", "./mvnw -q -ntp -pl sample-app -am spring-boot:run"),
				new Block("sh", "./mvnw -ntp verify"));
	}

}
