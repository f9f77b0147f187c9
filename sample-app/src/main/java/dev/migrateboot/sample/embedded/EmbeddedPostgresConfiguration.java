package dev.migrateboot.sample.embedded;

import java.io.IOException;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * Points the {@code DataSource} to an embedded server unless
 * {@code spring.datasource.url} names another one.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(EmbeddedPostgresConfiguration.NoDataSourceUrl.class)
@ConditionalOnMissingBean(JdbcConnectionDetails.class)
@EnableConfigurationProperties(EmbeddedPostgresProperties.class)
final class EmbeddedPostgresConfiguration {

	@Bean
	EmbeddedServer embeddedServer(EmbeddedPostgresProperties properties) throws IOException, InterruptedException {
		return EmbeddedServer.startOrJoin(properties.directoryOrDefault());
	}

	@Bean
	JdbcConnectionDetails embeddedConnectionDetails(EmbeddedServer server) {
		return new EmbeddedConnectionDetails(server.port());
	}

	private record EmbeddedConnectionDetails(int port) implements JdbcConnectionDetails {

		@Override
		public String getJdbcUrl() {
			return Postmaster.jdbcUrl(this.port);
		}

		@Override
		public String getUsername() {
			return Postmaster.USERNAME;
		}

		@Override
		public String getPassword() {
			return Postmaster.PASSWORD;
		}

	}

	static final class NoDataSourceUrl extends NoneNestedConditions {

		NoDataSourceUrl() {
			super(ConfigurationPhase.PARSE_CONFIGURATION);
		}

		@ConditionalOnProperty("spring.datasource.url")
		static final class DataSourceUrl {

		}

	}

}
