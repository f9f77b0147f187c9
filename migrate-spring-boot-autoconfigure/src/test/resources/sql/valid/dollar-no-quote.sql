prepare p as select $1::int, $2; deallocate p;
create table a$b$c (x int); drop table a$b$c;
select a$$b$$;
select $1 + $2;
