package dev.migrateboot.autoconfigure;

import dev.migrateboot.actuate.MigrationsEndpoint;
import dev.migrateboot.actuate.RequestBound;
import jakarta.servlet.Filter;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

/**
 * Bounds the requests to the endpoint, on the port that serves it. A reactive application
 * needs nothing of the kind: its decoders are bounded.
 */
@ManagementContextConfiguration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ Filter.class, FilterRegistrationBean.class })
@ConditionalOnAvailableEndpoint(endpoint = MigrationsEndpoint.class, exposure = EndpointExposure.WEB)
final class MigrationsRequestConfiguration {

	/**
	 * After the filters of Spring Security: who may not write learns nothing here.
	 */
	@Bean
	FilterRegistrationBean<RequestBound> migrationsRequestBound(WebEndpointProperties properties) {
		String path = properties.getPathMapping().getOrDefault("migrations", "migrations");
		return new FilterRegistrationBean<>(new RequestBound(properties.getBasePath() + "/" + path));
	}

}
