-- "Name" was read as the name of the observed object.
alter table archive_files rename column name to file_name;
