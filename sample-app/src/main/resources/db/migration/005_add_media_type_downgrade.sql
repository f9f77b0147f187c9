alter table archive_files drop column media_type;
