package dev.migrateboot;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The arrows between packages and what holds for all classes.
 */
class ArchitectureTests {

	private static final String ROOT = "dev.migrateboot";

	private static final String AUTO_CONFIGURATION = "org.springframework.boot.autoconfigure.AutoConfiguration";

	private static JavaClasses classes;

	@BeforeAll
	static void read() throws URISyntaxException {
		Path location = Path.of(Migrations.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		classes = new ClassFileImporter().importPath(location);
		assertThat(classes).hasSizeGreaterThan(50);
	}

	@Test
	void packagesHaveNoCycles() {
		check(slices().matching("dev.(**)").should().beFreeOfCycles());
	}

	@Test
	void arrowsPointToTheEngine() {
		check(only(ROOT + ".sql", "java..", "org.jspecify.."));
		check(only(ROOT + ".catalog", "java..", "javax.sql..", "org.jspecify..", "org.springframework.jdbc..",
				"org.postgresql.."));
		check(never(ROOT, ".actuate..", ".autoconfigure..", ".command..", ".generate..", ".lint.."));
		check(never(ROOT + ".actuate..", ".autoconfigure..", ".command.."));
		check(never(ROOT + ".command..", ".autoconfigure..", ".actuate.."));
	}

	@Test
	void engineDoesNotKnowSpringBoot() {
		check(noClasses().that()
			.resideInAnyPackage(ROOT, ROOT + ".sql..", ROOT + ".catalog..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.boot.."));
	}

	@Test
	void sqlKnowsNeitherJdbcNorSpring() {
		check(noClasses().that()
			.resideInAPackage(ROOT + ".sql..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework..", "org.postgresql.."));
	}

	@Test
	void packagesAreNullMarked() {
		Set<String> marked = new TreeSet<>();
		Set<String> all = new TreeSet<>();
		for (JavaClass type : classes) {
			all.add(type.getPackageName());
			if (type.getSimpleName().equals("package-info") && type.isAnnotatedWith(NullMarked.class)) {
				marked.add(type.getPackageName());
			}
		}
		assertThat(marked).isEqualTo(all).contains(ROOT, ROOT + ".sql");
	}

	@Test
	void exceptionsAreFinalOrSealed() {
		check(classes().that().areAssignableTo(Throwable.class).should(beFinalOrSealed()));
	}

	@Test
	void classesAreFinalUnlessMadeForExtension() {
		check(classes().that()
			.areNotInterfaces()
			.and()
			.areNotEnums()
			.and()
			.areNotAnonymousClasses()
			.and()
			.doNotHaveSimpleName("package-info")
			.and(DescribedPredicate.not(madeForProxies()))
			.should(beFinalOrSealed()));
	}

	@Test
	void autoConfigurationsArePublicAndFinalAndOfferNothingPublic() {
		check(classes().that()
			.areAnnotatedWith(AUTO_CONFIGURATION)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL));
		check(methods().that().areDeclaredInClassesThat().areAnnotatedWith(AUTO_CONFIGURATION).should().notBePublic());
	}

	@Test
	void publicMethodsDoNotExposeHiddenTypes() {
		check(methods().that()
			.arePublic()
			.and()
			.areDeclaredInClassesThat()
			.arePublic()
			.should(exposePublicTypesOnly()));
	}

	@Test
	void nobodyUsesWhatTheProjectDoesWithout() {
		check(noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging.."));
		check(fields().should()
			.notBeAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
			.andShould()
			.notBeAnnotatedWith("org.springframework.beans.factory.annotation.Value")
			.andShould()
			.notBeAnnotatedWith("jakarta.inject.Inject")
			.andShould()
			.notBeAnnotatedWith("jakarta.annotation.Resource"));
	}

	private static void check(ArchRule rule) {
		rule.allowEmptyShould(true).check(classes);
	}

	/**
	 * A package that depends on nothing but itself and some others.
	 */
	private static ArchRule only(String name, String... others) {
		String[] allowed = new String[others.length + 1];
		System.arraycopy(others, 0, allowed, 0, others.length);
		allowed[others.length] = name;
		return classes().that().resideInAPackage(name).should().onlyDependOnClassesThat().resideInAnyPackage(allowed);
	}

	private static ArchRule never(String name, String... others) {
		String[] forbidden = Set.of(others).stream().map(ROOT::concat).toArray(String[]::new);
		return noClasses().that().resideInAPackage(name).should().dependOnClassesThat().resideInAnyPackage(forbidden);
	}

	private static ArchCondition<JavaClass> beFinalOrSealed() {
		return new ArchCondition<>("be final, or abstract and sealed") {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				boolean closed = type.getModifiers().contains(JavaModifier.FINAL) || type.reflect().isSealed();
				events.add(new SimpleConditionEvent(type, closed, type.getDescription()));
			}

		};
	}

	private static ArchCondition<JavaMethod> exposePublicTypesOnly() {
		return new ArchCondition<>("expose public types only") {

			@Override
			public void check(JavaMethod method, ConditionEvents events) {
				boolean open = method.getAllInvolvedRawTypes()
					.stream()
					.filter((type) -> type.getPackageName().startsWith(ROOT))
					.allMatch((type) -> type.getModifiers().contains(JavaModifier.PUBLIC));
				events.add(new SimpleConditionEvent(method, open, method.getDescription()));
			}

		};
	}

	/**
	 * Nested configurations and endpoints: an application may put a proxy around a bean.
	 */
	private static DescribedPredicate<JavaClass> madeForProxies() {
		return JavaClass.Predicates.simpleNameEndingWith("Configuration")
			.or(CanBeAnnotated.Predicates
				.annotatedWith("org.springframework.boot.actuate.endpoint.annotation.Endpoint"))
			.or(CanBeAnnotated.Predicates
				.annotatedWith("org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension"));
	}

}
