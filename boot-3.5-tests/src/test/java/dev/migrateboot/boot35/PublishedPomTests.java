package dev.migrateboot.boot35;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the starter leaves an application of Spring Boot 3.5 its own versions. Maven
 * lets the application's own management of versions decide; Gradle takes the higher of
 * two versions, and those of optional dependencies too.
 */
class PublishedPomTests {

	private static final Pattern LATER_LINE = Pattern.compile(
			"(spring-boot(-[a-z]+)*-4|spring-(core|beans|context|jdbc|tx)-7|spring-boot-(jdbc|sql|health)-)[.0-9].*");

	@Test
	void classPathOfThisModuleHasNothingOfTheLaterLine() {
		List<String> names = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.map((entry) -> Path.of(entry).getFileName().toString())
			.toList();
		assertThat(names).anyMatch((name) -> name.startsWith("spring-boot-3.5."))
			.anyMatch((name) -> name.startsWith("spring-jdbc-6."))
			.noneMatch((name) -> LATER_LINE.matcher(name).matches());
	}

	@ParameterizedTest
	@ValueSource(strings = { "migrate-spring-boot-starter", "migrate-spring-boot-autoconfigure" })
	void nothingOfSpringIsPassedOnInAHigherVersionThanTheLowestOfLine35(String module) throws Exception {
		for (Element dependency : dependencies(module)) {
			boolean passedOn = !List.of("provided", "test").contains(text(dependency, "scope"));
			if (passedOn && text(dependency, "groupId").startsWith("org.springframework")) {
				assertThat(text(dependency, "version")).as(text(dependency, "artifactId")).isEqualTo("3.5.0");
			}
		}
	}

	@Test
	void starterPassesOnWhatAnApplicationNeeds() throws Exception {
		assertThat(dependencies("migrate-spring-boot-starter")).map((dependency) -> text(dependency, "artifactId"))
			.containsExactly("migrate-spring-boot-autoconfigure", "spring-boot-starter-jdbc", "postgresql");
	}

	private static List<Element> dependencies(String module) throws Exception {
		Element project = DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(Path.of("..", module, "pom.xml").toFile())
			.getDocumentElement();
		List<Element> dependencies = new ArrayList<>();
		for (Element list : children(project, "dependencies")) {
			dependencies.addAll(children(list, "dependency"));
		}
		assertThat(dependencies).isNotEmpty();
		return dependencies;
	}

	private static List<Element> children(Element parent, String name) {
		List<Element> found = new ArrayList<>();
		NodeList nodes = parent.getChildNodes();
		for (int i = 0; i < nodes.getLength(); i++) {
			if (nodes.item(i) instanceof Element element && element.getTagName().equals(name)) {
				found.add(element);
			}
		}
		return found;
	}

	private static String text(Element parent, String name) {
		List<Element> found = children(parent, name);
		return found.isEmpty() ? "" : found.get(0).getTextContent().strip();
	}

}
