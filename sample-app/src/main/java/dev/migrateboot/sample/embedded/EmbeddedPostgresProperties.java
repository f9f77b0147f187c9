package dev.migrateboot.sample.embedded;

import java.io.File;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.system.ApplicationHome;

/**
 * The embedded PostgreSQL server.
 *
 * @param directory Directory of the server's binaries, data and log. When not set,
 * "postgres" beside the jar or the folder of classes, so below "target" after a build.
 */
@ConfigurationProperties("sample.postgres")
record EmbeddedPostgresProperties(@Nullable Path directory) {

	Path directoryOrDefault() {
		return (this.directory != null) ? this.directory.toAbsolutePath() : besideTheApplication();
	}

	private static Path besideTheApplication() {
		ApplicationHome home = new ApplicationHome(EmbeddedPostgresProperties.class);
		File source = (home.getSource() != null) ? home.getSource() : new File("target/classes").getAbsoluteFile();
		return source.toPath().resolveSibling("postgres");
	}

}
