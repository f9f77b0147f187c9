select 'c:\';
set standard_conforming_strings = off;
select 'it\'s;';
SET SESSION standard_conforming_strings TO 'on';
select 'c:\';
set local standard_conforming_strings to false;
select 'it\'s;';
reset standard_conforming_strings;
select 'c:\';
