package dev.migrateboot.sample.archive;

import java.time.Instant;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;

/**
 * What a client sends to record an observation.
 */
record NewObservation(@NotBlank String target, @NotBlank String instrument, @NotNull Instant observedAt) {

}
