select 1;
select 'it''s; select 2;
