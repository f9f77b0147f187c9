package dev.migrateboot.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The README, cut into sections and these into what is between fences.
 *
 * @param text the whole text
 */
record Readme(String text) {

	/** A fenced block, or a comment that tells the answer where it is not printed. */
	private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\\n(.*?)^```$|^<!-- (answer): (.*?) -->$",
			Pattern.MULTILINE | Pattern.DOTALL);

	private static final Pattern SCRIPT = Pattern.compile("^`([\\w.]+\\.sql)`\\n\\n```sql\\n(.*?)^```$",
			Pattern.MULTILINE | Pattern.DOTALL);

	static Readme read() throws IOException {
		return new Readme(Files.readString(Path.of("..", "README.md")));
	}

	/**
	 * Return the blocks of a section in their order.
	 */
	List<Block> blocks(String section) {
		return BLOCK.matcher(section(section))
			.results()
			.map((match) -> (match.group(1) != null) ? new Block(match.group(1), match.group(2).strip())
					: new Block(match.group(3), match.group(4)))
			.toList();
	}

	/**
	 * Return the SQL blocks that are headed by the name of a file.
	 */
	List<Block> scripts() {
		return SCRIPT.matcher(this.text).results().map((match) -> new Block(match.group(1), match.group(2))).toList();
	}

	private String section(String title) {
		String heading = "\n## " + title + "\n";
		int start = this.text.indexOf(heading);
		if (start < 0) {
			throw new IllegalArgumentException("There is no section " + title);
		}
		int end = this.text.indexOf("\n## ", start + heading.length());
		return this.text.substring(start + heading.length(), (end < 0) ? this.text.length() : end);
	}

	/**
	 * A block.
	 *
	 * @param kind the language of a fenced block, "answer" of a comment, or the name of a
	 * file
	 * @param text what the block holds
	 */
	record Block(String kind, String text) {

	}

}
