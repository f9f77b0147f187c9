do $$ begin null; end $$;
/* 😀 */ do $body$ begin null; end $Body$;
