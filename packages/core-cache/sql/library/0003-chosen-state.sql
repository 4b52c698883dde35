-- 1: the user said whether the release is new, which counts for more than a datafile that may not be written.
alter table release_state add column is_chosen integer not null default 0;
