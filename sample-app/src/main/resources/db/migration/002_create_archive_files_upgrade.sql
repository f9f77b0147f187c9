-- What the cameras deliver. A file is trusted only once its status says so.
create type file_status as enum ('RECEIVED', 'VERIFIED');

create table archive_files (
  id bigint generated always as identity primary key,
  observation_id bigint not null,
  name text not null,
  size_bytes bigint not null,
  status file_status not null default 'RECEIVED',
  received_at timestamptz not null default now(),
  constraint archive_files_name_key unique (observation_id, name),
  constraint archive_files_size_bytes_check check (size_bytes >= 0)
);

insert into archive_files (observation_id, name, size_bytes, status, received_at)
values
  (1, 'm31-0001.fits', 33557760, 'VERIFIED', '2026-01-14 19:48:00+00'),
  (1, 'm31-0002.fits', 33557760, 'VERIFIED', '2026-01-14 19:54:00+00'),
  (1, 'm31-preview.png', 812904, 'VERIFIED', '2026-01-14 19:57:00+00'),
  (2, 'm42-0001.fits', 33557760, 'RECEIVED', '2026-01-15 21:09:00+00'),
  (3, 'jupiter.avi', 734003200, 'RECEIVED', '2026-01-15 22:33:00+00');
