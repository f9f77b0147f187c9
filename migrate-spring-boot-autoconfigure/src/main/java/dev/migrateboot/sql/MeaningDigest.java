package dev.migrateboot.sql;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A hash over what a script means: its tokens without comments, white space and the
 * choice of line ends.
 */
final class MeaningDigest {

	private static final byte SEPARATOR = 0x1F;

	private final MessageDigest digest;

	MeaningDigest() {
		try {
			this.digest = MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Take a token, possibly an empty part of one.
	 */
	void token(String token) {
		if (token.isEmpty()) {
			return;
		}
		String text = (token.indexOf('\r') < 0) ? token : token.replace("\r\n", "\n").replace('\r', '\n');
		this.digest.update(text.getBytes(StandardCharsets.UTF_8));
		this.digest.update(SEPARATOR);
	}

	String soFar() {
		try {
			return HexFormat.of().formatHex(((MessageDigest) this.digest.clone()).digest());
		}
		catch (CloneNotSupportedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
