-- The logbook of the dome: what was observed, when, and with which instrument.
create table observations (
  id bigint generated always as identity primary key,
  target text not null,
  instrument text not null,
  observed_at timestamptz not null
);

-- The first nights, so that a new archive has something to show.
insert into observations (target, instrument, observed_at)
values
  ('M 31', 'reflector 0.9 m', '2026-01-14 19:42:00+00'),
  ('M 42', 'reflector 0.9 m', '2026-01-15 21:05:00+00'),
  ('Jupiter', 'refractor 0.2 m', '2026-01-15 22:30:00+00');
