create rule r as on insert to t do also (insert into u values (new.x); delete from u where x < 0);
select 1;
