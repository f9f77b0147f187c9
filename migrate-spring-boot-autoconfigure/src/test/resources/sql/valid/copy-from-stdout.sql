copy t from stdout;
1	2
\.
select 2;
