select 'a;'
  'b;';
select E'a'
  -- it's a comment
  'b\';';
select E'a' -- it's a comment
  'b\';';
select E'a' 'b\';
select 'a' -- b
