package dev.migrateboot;

import java.util.ArrayList;
import java.util.List;

/**
 * The difference between two texts by lines: what is gone is marked {@code -}, what is
 * new {@code +}, with two unchanged lines around each change.
 */
final class TextDiff {

	private static final int CONTEXT = 2;

	private static final int MOST_PAIRS = 4_000_000;

	private TextDiff() {
	}

	static String of(String before, String after) {
		List<String> old = before.lines().toList();
		List<String> now = after.lines().toList();
		int shorter = Math.min(old.size(), now.size());
		int head = 0;
		while (head < shorter && old.get(head).equals(now.get(head))) {
			head++;
		}
		int tail = 0;
		while (tail < shorter - head && old.get(old.size() - 1 - tail).equals(now.get(now.size() - 1 - tail))) {
			tail++;
		}
		List<String> gone = old.subList(head, old.size() - tail);
		List<String> come = now.subList(head, now.size() - tail);
		if ((long) gone.size() * come.size() > MOST_PAIRS) {
			return "(%s lines have become %s others)\n".formatted(gone.size(), come.size());
		}
		List<String> lines = new ArrayList<>();
		old.subList(0, head).forEach((line) -> lines.add("  " + line));
		lines.addAll(lines(gone, come, common(gone, come)));
		old.subList(old.size() - tail, old.size()).forEach((line) -> lines.add("  " + line));
		return print(lines);
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
