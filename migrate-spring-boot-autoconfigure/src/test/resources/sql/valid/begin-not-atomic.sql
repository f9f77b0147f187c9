create table b (begin int, "end" int);
create function begin_it() returns int language plpgsql as 'begin return 1; end';
begin;
select case when true then 1 end;
end;
