alter table archive_files drop column observer_note;
