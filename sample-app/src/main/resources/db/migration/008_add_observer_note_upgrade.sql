-- What the observer wants the next reader to know.
-- Nullable, so that a build which does not know the column yet can still insert.
alter table archive_files add column observer_note text;

update archive_files
set observer_note = 'Thin clouds towards the end.'
where file_name = 'm31-0002.fits';
