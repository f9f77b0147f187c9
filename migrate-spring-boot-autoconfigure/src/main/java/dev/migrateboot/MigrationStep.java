package dev.migrateboot;

import org.jspecify.annotations.Nullable;

/**
 * One step of a plan.
 */
public sealed interface MigrationStep {

	/**
	 * Return the version that is applied or reverted.
	 * @return the version, or {@code null} for a repeatable script
	 */
	@Nullable Version version();

	/**
	 * Return what the step is called.
	 * @return the version as it was written, or the name of a repeatable script
	 */
	default String label() {
		return String.valueOf(version());
	}

	/**
	 * Return what the script's name says.
	 * @return the description, possibly empty
	 */
	String description();

	/**
	 * Return whether the step applies or reverts.
	 * @return {@link Direction#UPGRADE} or {@link Direction#DOWNGRADE}
	 */
	Direction direction();

	/**
	 * Return where the text comes from that will run.
	 * @return the source, or {@code null} while a choice between two texts is open
	 */
	@Nullable Source source();

	/**
	 * Return the hashes of the texts that may run, for the identity of a plan.
	 * @return one hash, or two while a choice is open
	 */
	String hash();

	/**
	 * Applies a pending migration.
	 *
	 * @param migration the migration
	 * @param resumed whether a run of it that stopped half-way is gone on with
	 */
	record Apply(Migration migration, boolean resumed) implements MigrationStep {

		@Override
		public Version version() {
			return this.migration.version();
		}

		@Override
		public String description() {
			return this.migration.description();
		}

		@Override
		public Direction direction() {
			return Direction.UPGRADE;
		}

		@Override
		public Source source() {
			return Source.PACKAGE;
		}

		@Override
		public String hash() {
			return this.migration.upgrade().hash();
		}

	}

	/**
	 * Runs a repeatable script that has changed.
	 *
	 * @param repeatable the script
	 * @param hash the hash of its text with values
	 */
	record Repeat(Repeatable repeatable, String hash) implements MigrationStep {

		@Override
		public @Nullable Version version() {
			return null;
		}

		@Override
		public String label() {
			return this.repeatable.script().name();
		}

		@Override
		public String description() {
			return this.repeatable.description();
		}

		@Override
		public Direction direction() {
			return Direction.UPGRADE;
		}

		@Override
		public Source source() {
			return Source.PACKAGE;
		}

	}

	/**
	 * Reverts an applied migration.
	 *
	 * @param applied the history row
	 * @param packaged this build's downgrade script, or {@code null}
	 * @param source which text will run, or {@code null} while stored and packaged script
	 * differ and nobody has chosen
	 */
	record Revert(AppliedMigration applied, @Nullable Script packaged,
			@Nullable Source source) implements MigrationStep {

		@Override
		public Version version() {
			return this.applied.version();
		}

		@Override
		public String description() {
			return this.applied.description();
		}

		@Override
		public Direction direction() {
			return Direction.DOWNGRADE;
		}

		@Override
		public String hash() {
			String stored = (this.applied.downgrade() != null) ? this.applied.downgrade().bytes() : "";
			return stored + "/" + ((this.packaged != null) ? this.packaged.hash() : "");
		}

		/**
		 * Return whether a revision that stopped half-way is reverted.
		 * @return {@code true} if the upgrade has never been completed
		 */
		public boolean partial() {
			return this.applied.state() == AppliedMigration.State.FAILED;
		}

	}

}
