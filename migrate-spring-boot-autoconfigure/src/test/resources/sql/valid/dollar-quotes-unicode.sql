select $été$ ; $ete$; $été$;
select $表$ ; $$ ' $表$ as "ok";
select $😀$ ; $😀$;
