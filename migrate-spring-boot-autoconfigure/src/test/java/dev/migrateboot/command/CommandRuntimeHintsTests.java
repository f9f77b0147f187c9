package dev.migrateboot.command;

import java.lang.reflect.Field;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests {@link CommandRuntimeHints}.
 */
class CommandRuntimeHintsTests {

	private final RuntimeHints hints = new RuntimeHints();

	CommandRuntimeHintsTests() {
		new CommandRuntimeHints().registerHints(this.hints, null);
	}

	@Test
	@SuppressWarnings("removal")
	void keepsFieldsOfEveryCommand() {
		List<Class<?>> commands = commands();
		assertThat(commands).hasSizeGreaterThan(12).contains(MigrateCommand.class, NewCommand.class);
		Stream.concat(commands.stream(), Stream.of(OutputOption.class, HelpCommand.class, GenerateCompletion.class))
			.forEach((type) -> {
				assertThat(RuntimeHintsPredicates.reflection()
					.onType(type)
					.withMemberCategories(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
							MemberCategory.INVOKE_DECLARED_METHODS))
					.as(type.getName())
					.accepts(this.hints);
				for (Field field : type.getDeclaredFields()) {
					assertThat(RuntimeHintsPredicates.reflection().onField(field)).as(field.toString())
						.accepts(this.hints);
				}
			});
	}

	@Test
	@SuppressWarnings("removal")
	void keepsComponentsOfEveryAnswer() {
		Stream
			.of(CurrentCommand.Current.class, HistoryCommand.History.class, JournalCommand.Page.class,
					JournalCommand.Row.class, NewCommand.Written.class, PlanAnswer.class, PlanAnswer.Step.class,
					ReportAnswer.class, ReportAnswer.Step.class, ShowCommand.Shown.class)
			.flatMap((type) -> Stream.of(type.getRecordComponents()))
			.forEach((component) -> assertThat(
					RuntimeHintsPredicates.reflection().onMethod(component.getAccessor()).invoke())
				.as(component.toString())
				.accepts(this.hints));
	}

	private static List<Class<?>> commands() {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(Command.class));
		ClassLoader classLoader = CommandRuntimeHintsTests.class.getClassLoader();
		return scanner.findCandidateComponents(MigrateCommand.class.getPackageName())
			.stream()
			.<Class<?>>map(
					(found) -> ClassUtils.resolveClassName(String.valueOf(found.getBeanClassName()), classLoader))
			.toList();
	}

}
