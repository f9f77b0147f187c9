copy t from stdin;
\.
copy "from" from stdin;
\.
select 1;
