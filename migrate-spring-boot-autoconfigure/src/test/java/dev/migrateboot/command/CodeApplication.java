package dev.migrateboot.command;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;

/**
 * An application with a migration in code, which ends when it has started.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ComponentScan("dev.migrateboot.example")
public class CodeApplication {

	/**
	 * Start it.
	 * @param arguments the arguments of the process
	 */
	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(CodeApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.run(arguments);
	}

}
