select '{"a":1}'::jsonb ? 'a', '{}'::jsonb ?| array['a', '??'], j ?& b;
select a @> b, a <@ b, a -> 'x' ->> 'y', a #>> '{x,y}', a @- b, !!5, |/ 25;
select 1 +-- ;
  2;
select array[1, 2][1], '{d ''x''}', 1.5e3, .5, 1., 1..2;
select ?, ??, :name, a::int, @ -5;
