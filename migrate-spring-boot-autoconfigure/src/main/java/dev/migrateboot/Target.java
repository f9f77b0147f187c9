package dev.migrateboot;

/**
 * Where a plan leads.
 */
public sealed interface Target {

	/**
	 * The newest version known to this build.
	 */
	Target HEAD = new Head();

	/**
	 * Before the first version.
	 */
	Target BASE = new Base();

	/**
	 * Parse a target.
	 * @param text {@code head}, {@code base}, a version, {@code +n} or {@code -n}
	 * @return the target
	 * @throws TargetException if the text is none of these
	 */
	static Target parse(String text) {
		return switch (text) {
			case "head" -> HEAD;
			case "base" -> BASE;
			default -> {
				if (text.matches("[+-]0*[1-9]\\d{0,8}")) {
					yield new Relative(Integer.parseInt(text));
				}
				yield new Exactly(Version.parse(text));
			}
		};
	}

	/**
	 * The newest version known to this build.
	 */
	record Head() implements Target {

		@Override
		public String toString() {
			return "head";
		}

	}

	/**
	 * Before the first version.
	 */
	record Base() implements Target {

		@Override
		public String toString() {
			return "base";
		}

	}

	/**
	 * A version.
	 *
	 * @param version the version that is to be the highest applied
	 */
	record Exactly(Version version) implements Target {

		@Override
		public String toString() {
			return this.version.toString();
		}

	}

	/**
	 * So many steps from here.
	 *
	 * @param steps pending versions to apply, or, below zero, applied versions to revert
	 */
	record Relative(int steps) implements Target {

		@Override
		public String toString() {
			return ((this.steps > 0) ? "+" : "") + this.steps;
		}

	}

}
