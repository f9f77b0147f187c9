copy t from stdin; select 'after
1	a
\.
the data'; -- comment
copy t from stdin; copy u from stdin; /* both */ select 1; -- end
2	b
\.
3	c
\.
select 2;
copy t from stdin; -- the data
4	d
\.
select 3;
