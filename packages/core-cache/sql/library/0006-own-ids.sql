-- One row per release (kind 0) or track (kind 1) whose files carry an id that is another's, and which by the user's consent has its own id
-- (id) for good, kept here because its files may not or cannot be written. copied_id: what the files carry.
create table own_ids (
  kind integer not null,
  id text not null,
  copied_id text not null,
  primary key (kind, id)
) strict, without rowid;
create index own_ids_copied on own_ids (kind, copied_id);
