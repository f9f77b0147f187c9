package dev.migrateboot.sample.archive;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * A file that an instrument delivered for an observation.
 */
@Entity
@Table(name = "archive_files")
class ArchiveFile {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private long id;

	@ManyToOne(fetch = FetchType.LAZY, optional = false)
	private Observation observation;

	private String fileName;

	private String mediaType;

	private long sizeBytes;

	@JdbcTypeCode(SqlTypes.NAMED_ENUM)
	@Column(columnDefinition = "file_status")
	private FileStatus status;

	private Instant receivedAt;

	private @Nullable String observerNote;

	@SuppressWarnings("NullAway.Init")
	protected ArchiveFile() {
	}

	FileView toView() {
		return new FileView(this.id, this.fileName, this.mediaType, this.sizeBytes, this.status, this.receivedAt,
				this.observerNote);
	}

}
