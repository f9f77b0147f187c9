BEGIN;
insert into t values (1);
COMMIT;
commit;
start transaction isolation level serializable; savepoint s; rollback to savepoint s; release s; end;
call p();
begin work; abort;
rollback and no chain;
