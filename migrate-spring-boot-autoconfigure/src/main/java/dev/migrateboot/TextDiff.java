package dev.migrateboot;

import java.util.ArrayList;
import java.util.List;

/**
 * The difference between two texts by lines: what is gone is marked {@code -}, what is
 * new {@code +}, with two unchanged lines around each change.
 */
final class TextDiff {

	private static final int CONTEXT = 2;

	private static final int LONGEST = 5000;

	private TextDiff() {
	}

	static String of(String before, String after) {
		List<String> old = before.replace("\r\n", "\n").lines().toList();
		List<String> now = after.replace("\r\n", "\n").lines().toList();
		if (old.size() > LONGEST || now.size() > LONGEST) {
			return "(more than %d lines)".formatted(LONGEST);
		}
		return print(lines(old, now, common(old, now)));
	}

	/**
	 * Lengths of the longest common subsequences of the tails that begin at each pair of
	 * lines.
	 */
	private static int[][] common(List<String> old, List<String> now) {
		int[][] common = new int[old.size() + 1][now.size() + 1];
		for (int i = old.size() - 1; i >= 0; i--) {
			for (int j = now.size() - 1; j >= 0; j--) {
				common[i][j] = old.get(i).equals(now.get(j)) ? common[i + 1][j + 1] + 1
						: Math.max(common[i + 1][j], common[i][j + 1]);
			}
		}
		return common;
	}

	private static List<String> lines(List<String> old, List<String> now, int[][] common) {
		List<String> lines = new ArrayList<>();
		int i = 0;
		int j = 0;
		while (i < old.size() || j < now.size()) {
			if (i < old.size() && j < now.size() && old.get(i).equals(now.get(j))) {
				lines.add("  " + old.get(i++));
				j++;
			}
			else if (j == now.size() || (i < old.size() && common[i + 1][j] >= common[i][j + 1])) {
				lines.add("- " + old.get(i++));
			}
			else {
				lines.add("+ " + now.get(j++));
			}
		}
		return lines;
	}

	private static String print(List<String> lines) {
		StringBuilder text = new StringBuilder();
		int printed = 0;
		for (int i = 0; i < lines.size(); i++) {
			if (isNearChange(lines, i)) {
				if (printed < i) {
					text.append("  …\n");
				}
				text.append(lines.get(i).stripTrailing()).append('\n');
				printed = i + 1;
			}
		}
		if (printed < lines.size()) {
			text.append("  …\n");
		}
		return text.toString();
	}

	private static boolean isNearChange(List<String> lines, int index) {
		for (int i = Math.max(index - CONTEXT, 0); i <= Math.min(index + CONTEXT, lines.size() - 1); i++) {
			if (!lines.get(i).startsWith(" ")) {
				return true;
			}
		}
		return false;
	}

}
