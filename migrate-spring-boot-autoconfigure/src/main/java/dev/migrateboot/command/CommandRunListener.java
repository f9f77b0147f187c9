package dev.migrateboot.command;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A {@link SpringApplicationRunListener} that executes a command in the place of the
 * application: none of its beans is created, none of its listeners and runners is called,
 * and the process ends with the exit code of the command.
 */
final class CommandRunListener implements SpringApplicationRunListener {

	private final @Nullable Command command;

	/**
	 * Create the listener.
	 * @param application the application
	 * @param arguments what it was started with
	 */
	CommandRunListener(SpringApplication application, String[] arguments) {
		CommandArguments words = CommandArguments.of(arguments);
		this.command = (words != null) ? Command.of(words) : null;
		if (this.command != null) {
			// A restart by devtools would run the command on a thread that nobody waits
			// for.
			System.setProperty("spring.devtools.restart.enabled", "false");
			// Whatever prints, the application included: standard output is for the
			// answer.
			System.setOut(this.command.terminal.err());
			System.setErr(this.command.terminal.err());
		}
	}

	@Override
	public void contextPrepared(ConfigurableApplicationContext context) {
		if (this.command != null && context.getBeanFactory() instanceof DefaultListableBeanFactory beans) {
			beans.registerSingleton("lifecycleProcessor", new NoLifecycle());
			beans.registerSingleton("applicationEventMulticaster", new NoEvents());
			beans.registerSingleton(Interruption.class.getName(), this.command.interruption);
			if (StatusLine.isPossible()) {
				beans.registerSingleton(RunProgress.class.getName(), this.command.progress);
			}
			register(beans);
		}
	}

	@Override
	public void started(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
		if (this.command != null) {
			this.command.interruption.install();
			int code = new CommandExecution(this.command.terminal, this.command.progress, context.getBeanFactory(),
					context.getEnvironment())
				.execute(this.command.arguments);
			// Not SpringApplication.exit, which asks beans of the application for a code.
			context.close();
			this.command.interruption.ended();
			System.exit(code);
		}
	}

	@Override
	public void failed(@Nullable ConfigurableApplicationContext context, Throwable exception) {
		if (this.command != null) {
			Failure.of(exception, null, null)
				.print(this.command.terminal, this.command.arguments.isVerbose() ? exception : null);
			System.exit(CommandExecution.FAILED);
		}
	}

	private static void register(BeanDefinitionRegistry registry) {
		RootBeanDefinition definition = new RootBeanDefinition(LazyApplication.class, LazyApplication::new);
		definition.setRole(RootBeanDefinition.ROLE_INFRASTRUCTURE);
		registry.registerBeanDefinition(LazyApplication.class.getName(), definition);
	}

	/**
	 * What there is once, if this process is a command line.
	 */
	private record Command(CommandArguments arguments, Terminal terminal, Interruption interruption,
			RunProgress progress) {

		static Command of(CommandArguments arguments) {
			Terminal terminal = Terminal.ofProcess();
			return new Command(arguments, terminal, new Interruption(), new RunProgress(terminal.line()));
		}

	}

}
