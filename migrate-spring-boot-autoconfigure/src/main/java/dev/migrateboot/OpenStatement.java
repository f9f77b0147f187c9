package dev.migrateboot;

import java.io.IOException;
import java.io.Reader;

import dev.migrateboot.AppliedMigration.Progress;
import dev.migrateboot.ScriptOutline.Mode;
import dev.migrateboot.sql.SqlReader;
import dev.migrateboot.sql.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * The statement of a revision that stopped half-way whose outcome is unknown.
 *
 * @param number its number in the script, from 1
 * @param place the script, line and column
 * @param after how far the script has come if it has taken effect
 */
record OpenStatement(int number, String place, Progress after) {

	/**
	 * Find the statement in a script.
	 * @return the statement, or {@code null} if the finished statements are not those of
	 * the script
	 */
	static @Nullable OpenStatement find(Script script, Progress progress) {
		boolean asWritten = ScriptOutline.of(script).mode() == Mode.AS_WRITTEN;
		try (Reader text = script.open()) {
			SqlReader reader = new SqlReader(text);
			String prefix = "";
			for (int i = 0; i < progress.finished(); i++) {
				reader.next();
				prefix = prefix(reader);
			}
			SqlStatement open = reader.next();
			if (open == null || !prefix.equals(progress.prefix())) {
				return null;
			}
			int finished = 0;
			for (SqlStatement done = open; done != null; done = asWritten ? reader.next() : null) {
				prefix = prefix(reader);
				finished++;
			}
			return new OpenStatement(progress.finished() + 1, script + ":" + open.place(),
					new Progress(progress.direction(), progress.finished() + finished, false, prefix, null));
		}
		catch (IOException ex) {
			throw script.unreadable(ex);
		}
	}

	private static String prefix(SqlReader reader) throws IOException {
		reader.skipCopyData();
		return reader.meaning();
	}

}
