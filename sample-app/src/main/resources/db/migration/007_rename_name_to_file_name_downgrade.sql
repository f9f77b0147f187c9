alter table archive_files rename column file_name to name;
