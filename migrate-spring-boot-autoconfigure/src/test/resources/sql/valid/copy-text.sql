create table t (a int, b text);
copy t from stdin;
1	it's; x
2	$$ -- /* "
3	\\.
\.
COPY public.t (a, b) FROM STDIN WITH (FORMAT text);
4	select 1;
\.

select count(*) from t;
