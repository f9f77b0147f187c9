package dev.migrateboot;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Differences between texts as they are shown to people.
 */
class TextDiffTests {

	@Test
	void ofShowsChangesWithTheLinesAroundThem() {
		assertThat(TextDiff.of("a\nb\nc\nd\ne\nf\ng\nh\n", "a\nb\nc\nd\nE\nf\ng\nh\n")).isEqualTo("""
				  …
				  c
				  d
				- e
				+ E
				  f
				  g
				  …
				""");
	}

	@Test
	void ofShowsWhatIsAddedAndWhatIsGone() {
		assertThat(TextDiff.of("a\nb\n", "a\nx\nb\n")).isEqualTo("  a\n+ x\n  b\n");
		assertThat(TextDiff.of("a\nx\nb\n", "a\nb\n")).isEqualTo("  a\n- x\n  b\n");
		assertThat(TextDiff.of("", "a\n")).isEqualTo("+ a\n");
		assertThat(TextDiff.of("a", "")).isEqualTo("- a\n");
		assertThat(TextDiff.of("a\nb", "b\na")).isEqualTo("- a\n  b\n+ a\n");
	}

	@Test
	void ofKeepsWhatIsCommonBetweenChanges() {
		assertThat(TextDiff.of("a\nb\nc\nd\ne", "b\nx\nd\ne\nf")).isEqualTo("- a\n  b\n- c\n+ x\n  d\n  e\n+ f\n");
	}

	@Test
	void ofWhenChangesAreFarApartLeavesOutWhatIsBetween() {
		String before = lines(1, 20);
		String after = before.replace("line 2\n", "line two\n").replace("line 19\n", "");
		assertThat(TextDiff.of(before, after)).isEqualTo("""
				  line 1
				- line 2
				+ line two
				  line 3
				  line 4
				  …
				  line 17
				  line 18
				- line 19
				  line 20
				""");
	}

	@Test
	void ofWhenOnlyLineEndsDifferShowsNoChange() {
		assertThat(TextDiff.of("a\nb\n", "a\r\nb\r\n")).doesNotContain("+", "-");
	}

	@Test
	void ofWhenTextIsLongShowsASmallChange() {
		String before = lines(1, 100_000);
		assertThat(TextDiff.of(before, before.replace("line 50000\n", "line x\n"))).isEqualTo("""
				  …
				  line 49998
				  line 49999
				- line 50000
				+ line x
				  line 50001
				  line 50002
				  …
				""");
	}

	@Test
	void ofWhenTooMuchDiffersSaysHowMuch() {
		assertThat(TextDiff.of(lines(1, 5000), lines(5001, 9000))).isEqualTo("(5000 lines have become 4000 others)\n");
	}

	private static String lines(int first, int last) {
		return IntStream.rangeClosed(first, last)
			.mapToObj((line) -> "line " + line + "\n")
			.collect(Collectors.joining());
	}

}
