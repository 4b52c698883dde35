-- One row per rename that was begun or is about to be: written before the disk is touched, removed in the transaction in which the ids
-- follow. What a crash leaves here tells the next scan where files went whose ids are known by their path alone. Paths are relative to
-- the root; moves are carried out in the order of no.
create table renames (
  no integer not null primary key,
  from_path text not null,
  to_path text not null
) strict;
