select E'a'
  'b\';
