package dev.migrateboot.command;

import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.migrateboot.MigrateException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.util.StringUtils;

/**
 * What a failed command prints: what has happened, and what to do about it.
 *
 * @param message what has happened
 * @param action what to do about it
 */
record Failure(String message, String action) {

	private static final String UNREACHABLE = "Check that the server runs and that the address, user and password of the data source are right.";

	private static final Pattern NO_DRIVER_CLASS = Pattern
		.compile("^(Failed to|Cannot) load driver class:? [\\w.]+|^No suitable driver.*");

	private static final String NO_DRIVER = "Add the dependency org.postgresql:postgresql to the application.";

	private static final Pattern NO_ADDRESS = Pattern.compile(
			"^Failed to determine a suitable driver class|^'?url'? must start with ['\"]jdbc",
			Pattern.CASE_INSENSITIVE);

	private static final String UNKNOWN = "Run the command again with --verbose for the stack trace.";

	/**
	 * Return what is to be told of an exception: what the engine or an analyzer of
	 * failures says of it, or else its cause.
	 * @param beans the application's beans, or {@code null} before there are any
	 * @param environment the application's environment, or {@code null} before there is
	 * one
	 */
	static Failure of(Throwable exception, @Nullable BeanFactory beans, @Nullable Environment environment) {
		for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
			if (cause instanceof MigrateException failure) {
				return new Failure(failure.getMessage(), failure.getAction());
			}
			if (cause instanceof CommandException failure) {
				return new Failure(String.valueOf(failure.getMessage()), failure.getAction());
			}
			String message = line(String.valueOf(cause.getMessage()));
			if (cause instanceof SQLException) {
				return new Failure("No connection to the database: " + message, UNREACHABLE);
			}
			Matcher driver = NO_DRIVER_CLASS.matcher(message);
			if (driver.find()) {
				return new Failure(driver.group(), NO_DRIVER);
			}
			if (NO_ADDRESS.matcher(message).find()) {
				return noAddress(environment);
			}
		}
		for (FailureAnalyzer analyzer : analyzers(beans, environment)) {
			FailureAnalysis analysis = analyze(analyzer, exception);
			if (analysis != null) {
				return new Failure(line(analysis.getDescription()),
						(analysis.getAction() != null) ? line(analysis.getAction()) : UNKNOWN);
			}
		}
		Throwable cause = NestedExceptionUtils.getMostSpecificCause(exception);
		return new Failure(line(String.valueOf((cause.getMessage() != null) ? cause.getMessage() : cause)), UNKNOWN);
	}

	private static Failure noAddress(@Nullable Environment environment) {
		boolean there = environment != null && StringUtils.hasText(environment.getProperty("spring.datasource.url"));
		return there ? new Failure("There is no driver for the address in spring.datasource.url.",
				"An address of PostgreSQL begins with jdbc:postgresql://, as in jdbc:postgresql://localhost:5432/orders.")
				: new Failure("The application has no data source: spring.datasource.url is not set.",
						"Set it or migrate.url, or name the profile whose configuration does: --spring.profiles.active=<profile>.");
	}

	/**
	 * Print to standard error.
	 * @param exception the exception whose stack trace is to be printed too, or
	 * {@code null}
	 */
	void print(Terminal terminal, @Nullable Throwable exception) {
		terminal.err().println(this.message);
		terminal.err().println(this.action);
		if (exception != null) {
			exception.printStackTrace(terminal.err());
		}
	}

	private static List<FailureAnalyzer> analyzers(@Nullable BeanFactory beans, @Nullable Environment environment) {
		ArgumentResolver arguments = ArgumentResolver.none();
		if (beans != null) {
			arguments = arguments.and(BeanFactory.class, beans);
		}
		if (environment != null) {
			arguments = arguments.and(Environment.class, environment);
		}
		return SpringFactoriesLoader.forDefaultResourceLocation(Failure.class.getClassLoader())
			.load(FailureAnalyzer.class, arguments, (type, implementation, failure) -> {
				// One that needs what is not there has nothing to say.
			});
	}

	private static @Nullable FailureAnalysis analyze(FailureAnalyzer analyzer, Throwable exception) {
		try {
			return analyzer.analyze(exception);
		}
		catch (RuntimeException | LinkageError ex) {
			return null;
		}
	}

	private static String line(String text) {
		return text.strip().replaceAll("\\s*\\R\\s*", " ");
	}

}
