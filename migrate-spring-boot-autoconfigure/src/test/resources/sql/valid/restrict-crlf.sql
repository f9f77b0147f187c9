\restrict abc
select 1; \unrestrict abc
  \restrict
select 2;
\unrestrict