copy t (a, b) from stdin;
1	2
\.
COPY "S"."t" ("from", "FROM", "to") FROM STDIN WITH (FORMAT csv, HEADER true, NULL '\N', FORCE_NOT_NULL ("from")) WHERE "from" > 1;
from,FROM,to
2,3,4
\.
copy t from stdin with delimiter ',' null as '' csv header quote '"' escape '\' where a > (select 1);
a,b
\.
Copy Binary t From Stdin;
x
\.
copy t from stdin (format binary);
y
\.
copy t from stdin with binary;
z
\.
copy /* from stdin; */ t -- from stdin;
  from
  stdin;
5	6
\.
copy from_stdin from stdin using delimiters '|' with null as 'from stdin';
7|8
\.
select 9;
