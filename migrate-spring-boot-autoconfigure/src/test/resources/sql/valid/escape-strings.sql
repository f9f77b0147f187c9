select E'it\'s; x';
select e'\\';
select E'a''b\\', 'c\';
select E'two\
lines;\'';
select ae'c\', 1;
select E 'c\';
