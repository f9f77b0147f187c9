-- it's; "one
select /* a ; /* b ; */ c ; ' " $$ */ 1;
select 1 --it's;
  + 2;
/* before */ select 3 /* inside */ ; -- after
/**/select 4;
select 5 /***/;
select 6 */* comment */ 2;
