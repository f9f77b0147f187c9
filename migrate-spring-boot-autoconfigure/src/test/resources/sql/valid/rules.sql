create rule r as on insert to t do also (insert into u values (new.x); delete from u where x < 0);
create rule s as on update to t do instead (
  select ';)'; -- ;)
  select $$;)$$;
);
create rule u as on delete to t do nothing;
select 1;
