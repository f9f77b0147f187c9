package dev.migrateboot.command;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.instrument.classloading.LoadTimeWeaver;
import org.springframework.context.weaving.LoadTimeWeaverAware;

/**
 * An application of which nothing may be touched: every bean fails when it is created,
 * every listener and runner when it is called.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class HostileApplication {

	static final String TOUCHED = "the application was touched";

	/**
	 * Start it.
	 * @param arguments the arguments of the process
	 */
	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(HostileApplication.class);
		application.addInitializers((context) -> System.out.println("printed by the application"));
		application.run(arguments);
	}

	@Bean
	Object eager() {
		throw new IllegalStateException(TOUCHED);
	}

	@Bean
	SmartLifecycle lifecycle() {
		throw new IllegalStateException(TOUCHED);
	}

	@Bean
	CommandLineRunner runner() {
		throw new IllegalStateException(TOUCHED);
	}

	@Bean
	ExitCodeGenerator exitCode() {
		throw new IllegalStateException(TOUCHED);
	}

	@Bean
	ApplicationListener<ApplicationStartedEvent> listener() {
		throw new IllegalStateException(TOUCHED);
	}

	@Bean
	Weaver weaver() {
		throw new IllegalStateException(TOUCHED);
	}

	@EventListener({ ContextRefreshedEvent.class, ApplicationReadyEvent.class })
	void listen() {
		throw new IllegalStateException(TOUCHED);
	}

	/**
	 * Such a bean is created by every start, however lazy it is.
	 */
	static final class Weaver implements LoadTimeWeaverAware {

		@Override
		public void setLoadTimeWeaver(LoadTimeWeaver loadTimeWeaver) {
			throw new IllegalStateException(TOUCHED);
		}

	}

}
