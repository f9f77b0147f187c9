--
-- PostgreSQL database dump
--

\restrict abc123

set statement_timeout = 0;
select pg_catalog.set_config('search_path', '', false);

\unrestrict abc123
