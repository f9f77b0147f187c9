drop table archive_files;

drop type file_status;
