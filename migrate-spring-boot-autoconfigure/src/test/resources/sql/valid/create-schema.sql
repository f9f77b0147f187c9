create schema s
  create table t (a int check (a > 0))
  create view v as select a from t where a <> 0
  create index i on t (a)
  grant select on v to public;
create schema u authorization current_user create sequence q;
select 3;
