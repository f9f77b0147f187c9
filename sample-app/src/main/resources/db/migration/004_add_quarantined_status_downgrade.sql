-- PostgreSQL cannot drop a label, so the column moves to a type that never had it.
-- While a file is in quarantine the cast fails and nothing changes: a script cannot know whether that file is good.
alter type file_status rename to file_status_with_quarantine;

create type file_status as enum ('RECEIVED', 'VERIFIED');

alter table archive_files
  alter column status drop default,
  alter column status type file_status using status::text::file_status,
  alter column status set default 'RECEIVED';

drop type file_status_with_quarantine;
