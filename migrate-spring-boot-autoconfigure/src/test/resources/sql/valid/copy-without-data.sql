copy (select a from t) to stdout;
copy t to stdout with (format csv);
copy (select 1 from stdin) to stdout;
copy t from '/tmp/stdin' csv;
copy t from program 'cat';
select 6;
