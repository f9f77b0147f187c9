\restricted
select 1;
