package dev.migrateboot;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.AbstractResource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The hash over bytes, the same for every checkout.
 */
class ByteHashTests {

	private static final String BOM = "\uFEFF";

	@ParameterizedTest
	@ValueSource(strings = { "a\nb\n", "a\r\nb\r\n", "a\rb\r", "a\r\nb\n", BOM + "a\nb\n", BOM + "a\r\nb\r\n" })
	void hashLeavesOutLineEndsAndByteOrderMark(String text) throws Exception {
		assertThat(hash(text)).isEqualTo(sha256("a\nb\n"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\n", "\r\n", "a", "ab", "abc", "ä", "\r", BOM })
	void hashWhenTextIsShortIsThatOfTheText(String text) throws Exception {
		assertThat(hash(text)).isEqualTo(sha256(text.replace("\r\n", "\n").replace('\r', '\n').replace(BOM, "")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a\n\nb\n", "a\nb", "a\n\rb\n", "a \nb\n", "a\nb\n" + BOM, "A\nb\n", "" })
	void hashWhenAnythingElseDiffersIsAnother(String text) throws Exception {
		assertThat(hash(text)).isNotEqualTo(hash("a\nb\n"));
	}

	/**
	 * Reads line ends over the border between two reads.
	 */
	@Test
	void hashDoesNotDependOnTheSizeOfReads() throws Exception {
		String text = "x".repeat(16 * 1024 - 4) + "\r\n\r\n\r\n" + "y\r\n".repeat(20_000);
		assertThat(hash(text)).isEqualTo(sha256(text.replace("\r\n", "\n")));
		assertThat(ByteHash.of(new DrippingResource(text))).isEqualTo(sha256(text.replace("\r\n", "\n")));
		assertThat(ByteHash.of(new DrippingResource(BOM + text))).isEqualTo(sha256(text.replace("\r\n", "\n")));
	}

	@Test
	void hashOfStringIsThatOfItsBytes() throws Exception {
		assertThat(ByteHash.of("a\r\nä")).isEqualTo(sha256("a\r\nä"));
	}

	private static String hash(String text) throws IOException {
		return ByteHash.of(new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)));
	}

	private static String sha256(String text) throws Exception {
		byte[] bytes = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
		return HexFormat.of().formatHex(bytes);
	}

	/**
	 * Hands out one byte at a time.
	 */
	private static final class DrippingResource extends AbstractResource {

		private final byte[] bytes;

		DrippingResource(String text) {
			this.bytes = text.getBytes(StandardCharsets.UTF_8);
		}

		@Override
		public InputStream getInputStream() {
			return new FilterInputStream(new ByteArrayInputStream(this.bytes)) {

				@Override
				public int read(byte[] target, int start, int length) throws IOException {
					return super.read(target, start, Math.min(length, 1));
				}

			};
		}

		@Override
		public String getDescription() {
			return "dripping";
		}

	}

}
