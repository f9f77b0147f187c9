package dev.migrateboot.sample.security;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.util.StringUtils;

/**
 * One filter chain for the actuator, one for everything else. Both know the operator and,
 * if there is one, the viewer, by HTTP Basic on every request, and keep no session.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OperatorProperties.class)
final class SecurityConfiguration {

	private static final String VIEWER = "VIEWER";

	/**
	 * Makes a POST to an endpoint possible for the operator. Spring Security would refuse
	 * it for want of a CSRF token, which is not needed here: there is no session cookie
	 * for a foreign page to ride on, and even where a browser remembers the operator's
	 * password such a page cannot send JSON, the only thing that endpoints accept,
	 * without a preflight request that no CORS rule grants.
	 */
	@Bean
	@Order(1)
	SecurityFilterChain actuatorSecurity(HttpSecurity http) {
		http.securityMatcher(EndpointRequest.toAnyEndpoint());
		http.csrf(CsrfConfigurer::disable);
		http.authorizeHttpRequests(
				(requests) -> requests.requestMatchers(EndpointRequest.to("health").withHttpMethod(HttpMethod.GET))
					.permitAll()
					.requestMatchers(EndpointRequest.toAnyEndpoint().withHttpMethod(HttpMethod.GET))
					.hasAnyRole(OperatorAccount.ROLE, VIEWER)
					.anyRequest()
					.hasRole(OperatorAccount.ROLE));
		return stateless(http).build();
	}

	/**
	 * Reading the archive is open to all, changing it is the operator's. No CSRF token
	 * either, for the same reasons: the API accepts nothing but JSON.
	 */
	@Bean
	@Order(2)
	SecurityFilterChain archiveSecurity(HttpSecurity http) {
		http.csrf(CsrfConfigurer::disable);
		http.authorizeHttpRequests((requests) -> requests.requestMatchers(HttpMethod.GET)
			.permitAll()
			.anyRequest()
			.hasRole(OperatorAccount.ROLE));
		return stateless(http).build();
	}

	@Bean
	OperatorAccount operatorAccount(OperatorProperties properties) {
		return new OperatorAccount(properties);
	}

	@Bean
	UserDetailsService users(OperatorAccount operator, OperatorProperties properties) {
		InMemoryUserDetailsManager users = new InMemoryUserDetailsManager(
				user(OperatorAccount.USERNAME, operator.password(), OperatorAccount.ROLE));
		String viewer = properties.viewerPassword();
		if (StringUtils.hasText(viewer)) {
			users.createUser(user("viewer", viewer, VIEWER));
		}
		return users;
	}

	private static UserDetails user(String name, String password, String role) {
		PasswordEncoder encoder = PasswordEncoderFactories.createDelegatingPasswordEncoder();
		return User.withUsername(name).password(encoder.encode(password)).roles(role).build();
	}

	private static HttpSecurity stateless(HttpSecurity http) {
		return http.httpBasic(Customizer.withDefaults())
			.sessionManagement((session) -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS));
	}

}
