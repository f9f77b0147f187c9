package dev.migrateboot.sample.archive;

import java.time.Instant;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * An entry of the logbook.
 */
@Entity
@Table(name = "observations")
class Observation {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private long id;

	private String target;

	private String instrument;

	private Instant observedAt;

	@SuppressWarnings("NullAway.Init")
	protected Observation() {
	}

	Observation(NewObservation entry) {
		this.target = entry.target();
		this.instrument = entry.instrument();
		this.observedAt = entry.observedAt();
	}

	ObservationView toView() {
		return new ObservationView(this.id, this.target, this.instrument, this.observedAt);
	}

}
