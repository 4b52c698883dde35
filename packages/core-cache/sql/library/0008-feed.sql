-- merges: how often an id was merged into another or was itself again, so that who remembers what an id stands for knows when to ask again.
alter table library add column merges integer not null default 0;
create trigger ids_merging after update of merged_into on ids when old.merged_into is not new.merged_into
begin
  update library set merges = merges + 1 where one = 1;
end;

-- The change feed. One row per entity that was ever told of: seq rises with each change of what is answered about it, as its content_hash
-- says; the row of one that is gone is kept for a while. As large as the library, not as its history.
create table feed (
  kind text not null, -- release, track, collage, playlist
  id text not null, -- of a collage or playlist its name
  seq integer not null,
  is_deleted integer not null,
  content_hash text not null,
  changed_us integer not null,
  primary key (kind, id)
) strict, without rowid;
create unique index feed_seq on feed (seq);

-- feed_seq: the newest; feed_pruned_seq: that of the newest row that was removed; feed_cache: the building of cache.db that it follows.
alter table library add column feed_seq integer not null default 0;
alter table library add column feed_pruned_seq integer not null default 0;
alter table library add column feed_cache text;
