package dev.migrateboot.sample.archive;

/**
 * How far a file can be trusted; the constants are the labels of the enum in the
 * database.
 */
enum FileStatus {

	RECEIVED, VERIFIED, QUARANTINED

}
