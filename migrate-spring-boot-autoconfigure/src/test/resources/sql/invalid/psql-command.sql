select 1;
  \set x 5
select 2;
