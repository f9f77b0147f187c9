package dev.migrateboot.sql;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads a script statement by statement, where {@code psql} would send one. The rules are
 * those of PostgreSQL's {@code psqlscan.l}: dollar quotes with any tag, nested comments,
 * {@code E''} and {@code U&''} strings, {@code BEGIN ATOMIC} bodies, semicolons in
 * parentheses. Only the statement at hand is in memory.
 */
public final class SqlReader {

	private static final int MAX_WORDS_BEFORE_PARENTHESES = 8;

	private static final Pattern STRINGS_SETTING = Pattern
		.compile("(?is)set\\s+(?:session\\s+|local\\s+)?standard_conforming_strings\\s*(?:=|\\bto\\b)\\s*'?(\\w+).*");

	private static final Pattern FALSE = Pattern.compile("(?i)of|off|f|fa|fal|fals|false|n|no|0");

	private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|--[^\\n]*");

	private final SourceText source;

	private final TokenScanner scanner;

	private final MeaningDigest meaning = new MeaningDigest();

	private final List<HeaderComment> header = new ArrayList<>();

	private final BodyTracker body = new BodyTracker();

	private List<String> words = new ArrayList<>();

	private int parentheses;

	private int statements;

	private @Nullable CopyData copyData;

	/**
	 * Create a reader.
	 * @param text the script's text without a byte-order mark; it is not closed
	 */
	public SqlReader(Reader text) {
		this(text, Placeholders.NONE);
	}

	/**
	 * Create a reader that puts values in the place of placeholders, wherever they stand.
	 * The statements are those of the resulting text; places and {@link #meaning()} are
	 * those of the text as written.
	 * @param text the script's text without a byte-order mark; it is not closed
	 * @param placeholders the values
	 */
	public SqlReader(Reader text, Placeholders placeholders) {
		this.source = new SourceText(text, placeholders);
		this.scanner = new TokenScanner(this.source);
	}

	/**
	 * Return the next statement. Data of a {@code COPY} that were not read are skipped.
	 * @return the statement, or {@code null} at the end of the script
	 * @throws SqlSyntaxException if the text cannot be cut into statements
	 * @throws UndefinedPlaceholderException if a placeholder needs a value and has none
	 * @throws IOException if the text cannot be read
	 */
	public @Nullable SqlStatement next() throws IOException {
		skipCopyData();
		this.source.forget();
		this.words = new ArrayList<>();
		this.parentheses = 0;
		this.body.reset();
		int start = -1;
		int end = -1;
		for (;;) {
			int from = this.source.position;
			Token token = this.scanner.scan(from);
			boolean first = start < 0;
			if (token == Token.END || (token == Token.SEMICOLON && isComplete())) {
				this.source.position = this.scanner.end();
				if (!first) {
					return statement(start, end);
				}
				if (token == Token.END) {
					return null;
				}
				continue;
			}
			if (token == Token.BACKSLASH) {
				this.source.position = backslashCommand(from, first);
				continue;
			}
			this.source.position = this.scanner.end();
			if (!token.isBlank()) {
				start = first ? from : start;
				end = this.scanner.end();
				this.meaning.token(this.source.written(from, end));
				accept(token, this.source.text(from, end));
			}
			else if (token == Token.LINE_COMMENT && first && this.statements == 0) {
				this.header
					.add(new HeaderComment(this.source.text(from, this.scanner.end()), this.source.placeAt(from)));
			}
		}
	}

	/**
	 * Return the data that follow the {@code COPY … FROM STDIN} just returned.
	 * @return the data up to the line {@code \.} or the end of the script; read before
	 * the next statement
	 */
	public Reader copyData() {
		if (this.copyData == null) {
			throw new IllegalStateException("The last statement was not a COPY FROM STDIN");
		}
		return this.copyData;
	}

	/**
	 * Return where the data begin that follow the {@code COPY … FROM STDIN} just
	 * returned.
	 * @return the place of their first line
	 */
	public Place copyDataPlace() {
		if (this.copyData == null) {
			throw new IllegalStateException("The last statement was not a COPY FROM STDIN");
		}
		return this.copyData.place();
	}

	/**
	 * Skip the data behind the statement just returned, if it was a
	 * {@code COPY … FROM STDIN}, as far as they have not been read.
	 * @throws IOException if the text cannot be read
	 */
	public void skipCopyData() throws IOException {
		if (this.copyData != null) {
			this.copyData.close();
			this.copyData = null;
		}
	}

	/**
	 * Return the line comments before the first statement, complete once a statement has
	 * been returned or the end is reached.
	 * @return the comments in their order
	 */
	public List<HeaderComment> header() {
		return List.copyOf(this.header);
	}

	/**
	 * Return how many statements have been returned.
	 * @return the count
	 */
	public int statements() {
		return this.statements;
	}

	/**
	 * Return the placeholders that have been replaced so far.
	 * @return each of them once, as it is spelled
	 */
	public List<String> placeholders() {
		return this.source.placeholders();
	}

	/**
	 * Return the hash of everything read so far but comments and white space outside
	 * literals.
	 * @return a SHA-256 in hexadecimal digits
	 */
	public String meaning() {
		return this.meaning.soFar();
	}

	private boolean isComplete() {
		return this.parentheses == 0 && !this.body.isInside();
	}

	private void accept(Token token, String text) {
		String word = (token == Token.WORD) ? text.toUpperCase(Locale.ROOT) : text;
		switch (token) {
			case OPEN -> this.parentheses++;
			case CLOSE -> this.parentheses -= (this.parentheses > 0) ? 1 : 0;
			case WORD, QUOTED_NAME -> addWord(word);
			default -> {
			}
		}
		if (this.parentheses == 0) {
			this.body.token(token, word);
		}
	}

	/**
	 * Keeps a word. What a {@code COPY} has in parentheses is left out, as it can be a
	 * query with a {@code FROM} of its own.
	 */
	private void addWord(String word) {
		boolean inside = this.parentheses > 0;
		if (this.words.size() < (inside ? MAX_WORDS_BEFORE_PARENTHESES : SqlStatement.MOST_WORDS)
				&& !(inside && !this.words.isEmpty() && this.words.get(0).equals("COPY"))) {
			this.words.add(word);
		}
	}

	private SqlStatement statement(int start, int end) throws IOException {
		this.meaning.token(";");
		this.statements++;
		String sql = this.source.text(start, end);
		List<String> words = List.copyOf(this.words);
		StatementKind kind = kind(words, sql);
		SqlStatement statement = new SqlStatement(sql, this.source.placeAt(start), words, kind,
				this.source.replacements(start, end));
		if (kind == StatementKind.COPY_FROM_STDIN) {
			this.copyData = new CopyData(this.source, this.meaning);
		}
		followStringsSetting(words, sql);
		return statement;
	}

	/**
	 * The server takes {@code COPY … FROM STDOUT} for {@code FROM STDIN}. As it may be a
	 * slip for {@code TO STDOUT}, the lines behind it are data only where their end is
	 * marked.
	 */
	private StatementKind kind(List<String> words, String sql) throws IOException {
		StatementKind kind = StatementKind.of(words, sql);
		boolean slip = kind == StatementKind.COPY_FROM_STDIN && words.get(words.indexOf("FROM") + 1).equals("STDOUT")
				&& this.source.indexOf("\n\\.", this.source.position) < 0;
		return slip ? StatementKind.ORDINARY : kind;
	}

	private void followStringsSetting(List<String> words, String sql) {
		String verb = words.isEmpty() ? "" : words.get(0);
		boolean named = words.contains("STANDARD_CONFORMING_STRINGS");
		if (verb.equals("SET") && named) {
			Matcher setting = STRINGS_SETTING.matcher(COMMENT.matcher(sql).replaceAll(" "));
			if (setting.matches()) {
				this.scanner.setBackslashInStrings(FALSE.matcher(setting.group(1)).matches());
			}
		}
		else if ((verb.equals("RESET") || verb.equals("DISCARD")) && (named || words.contains("ALL"))) {
			this.scanner.setBackslashInStrings(false);
		}
	}

	/**
	 * Skips the lines that {@code pg_dump} wraps its output in since August 2025; no
	 * other command of {@code psql} is SQL.
	 */
	private int backslashCommand(int from, boolean betweenStatements) throws IOException {
		int end = this.source.endOfLine(from);
		String line = this.source.text(from, end).strip();
		if (betweenStatements && line.matches("\\\\(un)?restrict\\b.*")) {
			return end;
		}
		throw new SqlSyntaxException(
				"%s is a command of psql, not SQL".formatted(this.source.written(from, end).strip()),
				this.source.placeAt(from));
	}

}
