-- One row per member of a collage (kind 0, a release) or playlist (kind 1, a track) that a collection's file once called otherwise, or not
-- at all: what to call it when it is gone, whether or not that file was written since. Every look at a collection that holds it keeps it
-- in step.
create table member_descriptions (
  kind integer not null,
  id text not null,
  description text not null,
  primary key (kind, id)
) strict, without rowid;
