package dev.migrateboot;

import java.util.Random;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Texts as they are kept in the history.
 */
class CompressedTextTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "select 'ä 😀';\r\n", "\uFEFFselect 1;" })
	void expandReturnsTheText(String text) {
		byte[] bytes = CompressedText.of(TestScripts.script(text));
		assertThat(bytes).isNotNull();
		assertThat(CompressedText.expand(bytes)).isEqualTo(TestScripts.script(text).text());
	}

	@Test
	void ofWhenTextCompressesWellKeepsIt() {
		String text = "insert into t values (1);\n".repeat(200_000);
		byte[] bytes = CompressedText.of(TestScripts.script(text));
		assertThat(bytes).isNotNull().hasSizeLessThan(100_000);
		assertThat(CompressedText.expand(bytes)).isEqualTo(text);
	}

	@Test
	void ofWhenTextIsLongerThanAMebibyteCompressedKeepsNothing() {
		String text = new Random(1).ints(2_000_000, '!', '~')
			.mapToObj(Character::toString)
			.collect(Collectors.joining());
		assertThat(CompressedText.of(TestScripts.script(text))).isNull();
	}

}
