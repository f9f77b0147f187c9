package dev.migrateboot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.springframework.core.io.Resource;

/**
 * SHA-256 over bytes, with every line end taken as a line feed and a byte-order mark left
 * out, so that a checkout on another system is the same script.
 */
final class ByteHash {

	private ByteHash() {
	}

	static String of(Resource resource) throws IOException {
		MessageDigest digest = sha256();
		byte[] chunk = new byte[16 * 1024];
		boolean afterReturn = false;
		try (InputStream input = resource.getInputStream()) {
			int start = 0;
			int count = input.readNBytes(chunk, 0, 3);
			if (count == 3 && chunk[0] == (byte) 0xEF && chunk[1] == (byte) 0xBB && chunk[2] == (byte) 0xBF) {
				start = 3;
			}
			while (count > 0) {
				afterReturn = update(digest, chunk, start, count, afterReturn);
				start = 0;
				count = input.read(chunk);
			}
		}
		return HexFormat.of().formatHex(digest.digest());
	}

	static String of(String text) {
		return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
	}

	private static boolean update(MessageDigest digest, byte[] bytes, int start, int end, boolean afterReturn) {
		int kept = start;
		for (int i = start; i < end; i++) {
			byte b = bytes[i];
			if (b == '\n' && afterReturn) {
				digest.update(bytes, kept, i - kept);
				kept = i + 1;
			}
			afterReturn = b == '\r';
			if (afterReturn) {
				bytes[i] = '\n';
			}
		}
		digest.update(bytes, kept, end - kept);
		return afterReturn;
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
