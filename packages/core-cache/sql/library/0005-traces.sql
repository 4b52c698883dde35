-- One row per track id: what tells its recording besides the id, as its file was read last. By it a file is found again that moved, was
-- renamed and lost its tags, also when cache.db was built anew in between, or the file was away for a while.
create table traces (
  track_id text not null primary key,
  release_id text not null, -- the release that it belonged to
  title text not null,
  essence text, -- of its sound; null: it could not be told
  musicbrainz text -- the recording's and the release's id, joined by "/"; null: its tags lack one of them
) strict, without rowid;
create index traces_essence on traces (essence) where essence is not null;
create index traces_musicbrainz on traces (musicbrainz) where musicbrainz is not null;
create index ids_merged on ids (kind, merged_into) where merged_into is not null;
