create function f(a int) returns int language sql begin atomic select 1; select a + 1; end;
create or replace procedure p(a int) language sql
begin atomic
  select case when a > 1 then 1 else 2 end;
  select case a when 1 then case when true then 2 end end;
end;
create function g(a int) returns int language sql begin /* ; */ atomic select a; end;
create function h() returns int return 1;
CREATE OR REPLACE FUNCTION i() RETURNS int BEGIN ATOMIC; END;
select 5;
