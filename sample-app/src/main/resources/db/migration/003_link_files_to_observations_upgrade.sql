-- Without its observation nobody knows what a file shows: neither may lose the other.
-- The unique constraint on (observation_id, name) already serves as the index for this key.
alter table archive_files
  add constraint archive_files_observation_id_fkey foreign key (observation_id) references observations (id);
