package dev.migrateboot.sql;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A script that has been read from beginning to end.
 *
 * @param statements its statements
 * @param data the data behind each of them, empty for most
 * @param header the comments before the first statement
 * @param meaning the hash of its meaning
 */
record ReadScript(List<SqlStatement> statements, List<String> data, List<HeaderComment> header, String meaning) {

	static ReadScript of(String script) {
		return of(new StringReader(script));
	}

	static ReadScript of(Reader script) {
		try {
			SqlReader reader = new SqlReader(script);
			List<SqlStatement> statements = new ArrayList<>();
			List<String> data = new ArrayList<>();
			for (SqlStatement next = reader.next(); next != null; next = reader.next()) {
				statements.add(next);
				StringWriter copied = new StringWriter();
				if (next.kind() == StatementKind.COPY_FROM_STDIN) {
					reader.copyData().transferTo(copied);
				}
				data.add(copied.toString());
			}
			return new ReadScript(statements, data, reader.header(), reader.meaning());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	List<String> sql() {
		return this.statements.stream().map(SqlStatement::sql).toList();
	}

	/**
	 * Print as in the files of expected statements.
	 */
	String print() {
		List<String> blocks = new ArrayList<>();
		for (int i = 0; i < this.statements.size(); i++) {
			SqlStatement statement = this.statements.get(i);
			String copied = (statement.kind() == StatementKind.COPY_FROM_STDIN) ? "<<<<\n" + this.data.get(i) + ">>>>\n"
					: "";
			blocks.add("%s %s\n%s\n%s".formatted(statement.place(), statement.kind(), statement.sql(), copied));
		}
		return blocks.stream().collect(Collectors.joining("----\n"));
	}

}
