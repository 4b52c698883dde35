-- One row per member of a collage (kind 0, a release) or playlist (kind 1, a track) that no longer is what the collection's file says of
-- it, where that file was not written: what to call it when it is gone. Kept in step by every look at a collection that holds it.
create table member_descriptions (
  kind integer not null,
  id text not null,
  description text not null,
  primary key (kind, id)
) strict, without rowid;
