package dev.migrateboot.example;

import java.text.Normalizer;
import java.util.Locale;

import dev.migrateboot.CodeMigration;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The migration in code that the reference shows.
 */
@Component
class FillSlugs implements CodeMigration.Reversible {

	@Override
	public String version() {
		return "009";
	}

	@Override
	public String description() {
		return "fill slugs";
	}

	@Override
	public String checksum() {
		return "1";
	}

	@Override
	public void upgrade(JdbcClient jdbc) {
		for (String title : jdbc.sql("select title from articles").query(String.class).list()) {
			String ascii = Normalizer.normalize(title, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
			String slug = ascii.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
			jdbc.sql("update articles set slug = ? where title = ?").params(slug, title).update();
		}
	}

	@Override
	public void downgrade(JdbcClient jdbc) {
		jdbc.sql("update articles set slug = null").update();
	}

}
