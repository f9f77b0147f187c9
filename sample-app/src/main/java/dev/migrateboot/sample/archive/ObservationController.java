package dev.migrateboot.sample.archive;

import java.net.URI;
import java.util.List;

import jakarta.validation.Valid;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * REST API of the archive.
 */
@RestController
@RequestMapping("/observations")
final class ObservationController {

	private final ObservationRepository observations;

	private final ArchiveFileRepository files;

	ObservationController(ObservationRepository observations, ArchiveFileRepository files) {
		this.observations = observations;
		this.files = files;
	}

	@GetMapping
	List<ObservationView> list() {
		return this.observations.findAllByOrderByObservedAt().stream().map(Observation::toView).toList();
	}

	@GetMapping("/{id}")
	ObservationView get(@PathVariable long id) {
		return this.observations.findById(id).map(Observation::toView).orElseThrow(ObservationController::notFound);
	}

	@GetMapping("/{id}/files")
	List<FileView> files(@PathVariable long id) {
		if (!this.observations.existsById(id)) {
			throw notFound();
		}
		return this.files.findByObservationIdOrderByFileName(id).stream().map(ArchiveFile::toView).toList();
	}

	@PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
	ResponseEntity<ObservationView> record(@Valid @RequestBody NewObservation entry) {
		ObservationView recorded = this.observations.save(new Observation(entry)).toView();
		return ResponseEntity.created(URI.create("/observations/" + recorded.id())).body(recorded);
	}

	private static ResponseStatusException notFound() {
		return new ResponseStatusException(HttpStatus.NOT_FOUND);
	}

}
