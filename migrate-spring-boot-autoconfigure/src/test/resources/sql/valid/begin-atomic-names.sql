create function f() returns int begin atomic select 1 as end; select 2; end;
create function g() returns int begin atomic select 1 as case; select t.end, t."end", (t).end from t; end;
create function h() returns int begin atomic select case t.end when t.case then 1 end as "end" from t; END;
create function i() returns int begin atomic select 1 as begin; select 2 as atomic; end;
create function begin() returns int return 1;
create function k() returns int begin /* of */ atomic -- a body
 end;
create procedure l() begin atomic insert into t (a) values (1); (select 2); end;
select 8;
