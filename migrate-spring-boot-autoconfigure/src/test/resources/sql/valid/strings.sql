select 'it''s; x';
select 'c:\';
select '--', '/*', '$$', '"';
select 'two
lines;';
select '';
