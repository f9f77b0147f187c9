package dev.migrateboot.sql;

/**
 * What the scanner tells apart.
 */
enum Token {

	SPACE, LINE_COMMENT, BLOCK_COMMENT, SEMICOLON, OPEN, CLOSE, WORD, QUOTED_NAME, STRING, BACKSLASH, OTHER, END;

	boolean isBlank() {
		return this == SPACE || this == LINE_COMMENT || this == BLOCK_COMMENT;
	}

}
