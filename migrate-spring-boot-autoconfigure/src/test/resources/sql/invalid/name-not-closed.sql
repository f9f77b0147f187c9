create table t (a int);
  alter table t add "b int;
select '';
