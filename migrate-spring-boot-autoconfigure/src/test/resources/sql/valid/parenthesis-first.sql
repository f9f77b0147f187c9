(select 1) union (select 2);
((select 3));
(values (1), (2)) limit 1;
select 1); select 2;
