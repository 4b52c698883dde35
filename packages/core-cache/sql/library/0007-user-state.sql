-- One row per track that the user ever favoured, rated or heard, by the id that stands for it now; its file may be gone, the row stays.
create table track_state (
  track_id text not null primary key,
  is_favorite integer not null default 0,
  favorite_us integer, -- when is_favorite was decided last, either way
  rating integer, -- 1 to 5; null: none
  rating_us integer, -- when rating was decided last
  counted_plays integer not null default 0, -- plays up to counted_last_us of which only the number is known
  counted_last_us integer,
  change integer not null -- library.state_changes when the row, or a play of the track, was written last
) strict, without rowid;
create index track_state_change on track_state (change);

-- One row per play. id is given by whoever reports it, so that a play that is told twice is one.
create table plays (
  id text not null primary key,
  track_id text not null,
  played_us integer not null
) strict, without rowid;
create index plays_track on plays (track_id, played_us);

-- How many changes of tracks' states there were; cache.db notes how many of them it has taken over.
alter table library add column state_changes integer not null default 0;
