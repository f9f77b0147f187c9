-- The nightly copy asks for what came in since the last one. Built concurrently, because files arrive meanwhile;
-- PostgreSQL allows that only outside a transaction, so the statement has its script to itself.
create index concurrently archive_files_received_at_idx on archive_files (received_at);
