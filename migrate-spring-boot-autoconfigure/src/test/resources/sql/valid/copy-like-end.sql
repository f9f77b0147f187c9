copy t from stdin;
\.x
 \.
\\.
a\.
\N	\t;

\.
select 2;
