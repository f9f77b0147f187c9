-- Viewers ask for the kind of a file; until now they guessed it from the name, and so does this backfill.
alter table archive_files add column media_type text;

update archive_files
set media_type = case
  when name like '%.fits' then 'image/fits'
  when name like '%.png' then 'image/png'
  else 'application/octet-stream'
end;

alter table archive_files alter column media_type set not null;
