-- 1: the user asked by name for an item that was deleted here, so that it comes back whatever its source's policy says.
alter table catalog add column wanted_back integer not null default 0 check (wanted_back in (0, 1));
