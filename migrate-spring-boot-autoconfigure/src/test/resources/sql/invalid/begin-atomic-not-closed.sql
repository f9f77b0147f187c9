create function f() returns int begin atomic select 'it;
