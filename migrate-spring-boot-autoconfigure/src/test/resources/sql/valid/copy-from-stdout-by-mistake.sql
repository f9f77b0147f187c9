copy t from stdout;
select 2;
