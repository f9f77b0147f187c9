package dev.migrateboot.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * The way back from a text with values to the text as it was written. An offset inside a
 * value is the beginning of its placeholder, one behind it the end.
 */
final class Replacements {

	private final List<Replacement> replacements;

	Replacements(List<Replacement> replacements) {
		this.replacements = new ArrayList<>(replacements);
	}

	boolean isEmpty() {
		return this.replacements.isEmpty();
	}

	void add(Replacement replacement) {
		this.replacements.add(replacement);
	}

	/**
	 * Return what was written between two offsets.
	 */
	String written(CharSequence text, int from, int to) {
		StringBuilder written = new StringBuilder();
		int index = from;
		for (int i = firstEndingAfter(from); i < this.replacements.size(); i++) {
			Replacement replacement = this.replacements.get(i);
			if (replacement.offset() >= to) {
				break;
			}
			written.append(text, index, Math.max(index, replacement.offset()));
			if (replacement.end() > to) {
				return written.toString();
			}
			written.append(replacement.original());
			index = replacement.end();
		}
		return written.append(text, index, to).toString();
	}

	/**
	 * Return the replacements between two offsets, counted from the first of them. Of a
	 * value that reaches beyond, the part in between stands for the whole placeholder.
	 */
	List<Replacement> within(int from, int to) {
		List<Replacement> within = new ArrayList<>();
		for (int i = firstEndingAfter(from); i < this.replacements.size(); i++) {
			Replacement replacement = this.replacements.get(i);
			if (replacement.offset() >= to) {
				break;
			}
			int start = Math.max(replacement.offset(), from);
			within.add(new Replacement(start - from, Math.min(replacement.end(), to) - start, replacement.original()));
		}
		return within;
	}

	/**
	 * Follow the deletion of everything before an offset.
	 */
	void forget(int count) {
		this.replacements.subList(0, firstEndingAfter(count)).clear();
		this.replacements.replaceAll((replacement) -> replacement.moved(-count));
	}

	/**
	 * Follow the insertion of text at an offset.
	 */
	void insert(int at, int length, List<Replacement> inserted) {
		List<Replacement> before = new ArrayList<>();
		List<Replacement> behind = new ArrayList<>();
		for (Replacement replacement : this.replacements) {
			if (replacement.end() <= at) {
				before.add(replacement);
			}
			else if (replacement.offset() >= at) {
				behind.add(replacement.moved(length));
			}
			else {
				before.add(new Replacement(replacement.offset(), at - replacement.offset(), replacement.original()));
				behind.add(new Replacement(at + length, replacement.end() - at, replacement.original()));
			}
		}
		this.replacements.clear();
		this.replacements.addAll(before);
		inserted.forEach((replacement) -> this.replacements.add(replacement.moved(at)));
		this.replacements.addAll(behind);
	}

	private int firstEndingAfter(int offset) {
		int low = 0;
		int high = this.replacements.size();
		while (low < high) {
			int middle = (low + high) >>> 1;
			if (this.replacements.get(middle).end() <= offset) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

}
