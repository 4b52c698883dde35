-- One row per track that is another one of the library once more, as a sync found it. survivor_id: the one that would stay. reason: the strongest
-- that the two have in common. found_us: since when it is told so. Either may be gone by now.
create table duplicates (
  track_id text not null primary key,
  survivor_id text not null,
  reason text not null check (reason in ('same-content', 'same-sound', 'same-recording')),
  found_us integer not null
) strict, without rowid;
create index duplicates_survivor on duplicates (survivor_id);

-- 1: this job looked for duplicates of all that it touched. After one that did not come so far, all that lies here of its source is looked at.
alter table sync_jobs add column is_resolved integer not null default 0;

-- What came with the same bytes.
create index catalog_content on catalog (local_hash) where local_hash is not null;
