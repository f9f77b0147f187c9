package dev.migrateboot.sample.archive;

import java.util.List;
import java.util.Optional;

import org.springframework.data.repository.Repository;

/**
 * The logbook.
 */
interface ObservationRepository extends Repository<Observation, Long> {

	List<Observation> findAllByOrderByObservedAt();

	Optional<Observation> findById(long id);

	boolean existsById(long id);

	Observation save(Observation observation);

}
