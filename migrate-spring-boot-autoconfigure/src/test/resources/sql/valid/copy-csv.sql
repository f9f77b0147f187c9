create table t (a int, b text, c text, d int, e int, f int, g int, h int, i int, j int);
copy t (a, b, c, d, e, f, g, h, i, j) from stdin with (format csv, header);
a,b,c,d,e,f,g,h,i,j
1,"x;y","two
lines",,,,,,,
 \.
\.x
\.
copy t to stdout;
copy t from '/tmp/t';
copy (select 1 from t) to stdout;
select 1;
