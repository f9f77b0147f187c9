alter table archive_files
  drop constraint archive_files_observation_id_fkey;
