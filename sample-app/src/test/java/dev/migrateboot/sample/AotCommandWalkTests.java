package dev.migrateboot.sample;

/**
 * Tests that every command of the application that was processed ahead of time answers as
 * the usual one does.
 */
class AotCommandWalkTests extends CommandWalkTests {

	@Override
	MigrateProcess application(MigrateProcess usual) {
		return usual.aheadOfTime();
	}

}
