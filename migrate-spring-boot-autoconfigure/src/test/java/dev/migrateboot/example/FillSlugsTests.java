package dev.migrateboot.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.migrateboot.support.PostgresExtension;
import dev.migrateboot.support.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the reference shows {@link FillSlugs}, and that it works.
 */
@ExtendWith(PostgresExtension.class)
class FillSlugsTests {

	@Test
	void referenceShowsTheClass() throws IOException {
		String source = Files.readString(Path.of("src/test/java/dev/migrateboot/example/FillSlugs.java"));
		String shown = source.substring(source.indexOf("@Component"));
		assertThat(Files.readString(Path.of("../docs/reference.md"))).contains("```java\n" + shown + "```\n");
	}

	@Test
	void upgradeFillsAndDowngradeEmpties(TestDatabase database) {
		database.execute("create table articles (title text, slug text)",
				"insert into articles values ('Étoiles & nébuleuses')");
		FillSlugs migration = new FillSlugs();
		migration.upgrade(database.jdbc());
		assertThat(database.list("select slug from articles")).containsExactly("etoiles-nebuleuses");
		migration.downgrade(database.jdbc());
		assertThat(database.value("select count(slug) from articles")).isEqualTo("0");
	}

}
