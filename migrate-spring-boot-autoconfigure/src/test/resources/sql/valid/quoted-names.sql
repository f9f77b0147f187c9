create table "a;""b" ("--" int, "/*" int, "'" int, "$$" int);
drop table "a;""b";
select 1 as "two
lines;";
