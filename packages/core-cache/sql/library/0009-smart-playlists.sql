-- One row per smart playlist: a filter that is kept under a name, whose tracks are those that meet it whenever it is asked. filter: text of
-- the filter language, as it was written. sort: an order of tracks, or shuffle.
create table smart_playlists (
  name text not null primary key,
  filter text not null,
  sort text not null,
  most_tracks integer, -- null: all
  changed_us integer not null
) strict, without rowid;
