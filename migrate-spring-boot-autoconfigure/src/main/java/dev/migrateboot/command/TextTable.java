package dev.migrateboot.command;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Lines of columns that are aligned to the left.
 */
final class TextTable {

	private final List<List<String>> rows = new ArrayList<>();

	TextTable(String... titles) {
		this.rows.add(List.of(titles));
	}

	void row(Object... cells) {
		List<String> row = new ArrayList<>();
		for (Object cell : cells) {
			row.add(String.valueOf(cell));
		}
		this.rows.add(row);
	}

	/**
	 * Print the lines.
	 * @param paint gives a line its colour, by its cells
	 */
	void print(Terminal terminal, Function<List<String>, Terminal.Colour> paint) {
		for (List<String> row : this.rows) {
			StringBuilder line = new StringBuilder();
			for (int i = 0; i < row.size(); i++) {
				line.append(row.get(i)).append(" ".repeat(width(i) - row.get(i).length() + 2));
			}
			String text = line.toString().stripTrailing();
			Terminal.Colour colour = paint.apply(row);
			terminal.out().println((colour != Terminal.Colour.NONE) ? terminal.paint(colour, text) : text);
		}
	}

	private int width(int column) {
		return this.rows.stream().mapToInt((row) -> row.get(column).length()).max().orElse(0);
	}

}
