package dev.migrateboot.sample.archive;

import java.util.List;

import org.springframework.data.repository.Repository;

/**
 * The files of all observations.
 */
interface ArchiveFileRepository extends Repository<ArchiveFile, Long> {

	List<ArchiveFile> findByObservationIdOrderByFileName(long observationId);

}
