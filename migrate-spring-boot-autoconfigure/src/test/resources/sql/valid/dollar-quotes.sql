create function f() returns int language plpgsql as $$ begin return 1; end; $$;
create function g() returns void language plpgsql as $body$
begin
  execute $q$ select 1; $q$;
  perform $$;$$;
end;
$body$;
do $_1$ begin null; $1$; $_$; end $_1$;
select $Tag$ $tag$; $Tag$;
select 1$$;$$;
