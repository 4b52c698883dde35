-- cache.db: everything here can be derived again from the files and library.db. It is dropped and rebuilt when this text changes.
-- Paths are relative to the library's root, "/"-separated. Times of files are integer microseconds since 1970.

-- One row per fact about this cache itself: schema, reader, content (hashes that decide about a rebuild), sequence.
create table meta (
  key text not null primary key,
  value text not null
) strict, without rowid;

-- One row per write that touched something, the newest only: what it changed, as JSON (store/record.ts). sequence is without gaps but where a
-- write may have changed everything.
create table writes (
  sequence integer primary key,
  changes text not null
) strict;

-- One row per write that touched something, the newest only: the ids of the tracks that it may have added, moved or removed, as JSON; also of
-- writes of which no more than "everything" is told above. sequence is without gaps but where all tracks may have changed.
create table moved_tracks (
  sequence integer primary key,
  track_ids text not null
) strict;

-- One row per entity that changed and that library.db's feed has not taken yet, with the sequence of the newest write that changed it; of
-- kind 'everything' one row for all of them.
create table unfed (
  kind text not null,
  id text not null,
  sequence integer not null,
  primary key (kind, id)
) strict, without rowid;

-- One row per release. no is this database's own short key; id is the identity that survives.
create table releases (
  no integer primary key,
  id text not null unique,
  source_path text not null unique, -- its directory; of loose files the first file
  kind integer not null, -- 0 a directory, 1 loose files of the root
  datafile_path text,
  datafile_size_bytes integer,
  datafile_modified_us integer,
  cover_path text,
  cover_modified_us integer,
  cover_track_no integer, -- a track with an embedded picture, when no file is a cover
  added_at text,
  added_seconds integer, -- the same since 1970, to sort by; null where added_at names no time
  is_new integer not null,
  duplicate_of text, -- the id found in the files, which another release already has
  title text not null,
  sort_title text not null, -- folded, to sort by
  heard_title text, -- the same as it is heard (search/heard-text.ts); null where that is no other
  sort_artist text not null, -- the credit as it is printed, folded
  type text not null,
  release_date text,
  original_date text,
  composition_date text,
  catalog_number text,
  edition text
) strict;
-- Releases of one name, wherever they lie.
create index releases_sort_title on releases (sort_title);

-- One row per distinct set of release-level tag fields as a track carries them, so that a release can be put together again when only
-- some of its files are read again.
create table release_fields (
  no integer primary key,
  fields text not null unique -- JSON
) strict;

-- One row per track: one audio file that could be read.
create table tracks (
  no integer primary key,
  id text not null unique,
  release_no integer not null references releases (no) on delete cascade,
  source_path text not null unique,
  size_bytes integer not null,
  modified_us integer not null,
  duplicate_of text, -- the id found in the file, which another track already has
  is_doubtful integer not null, -- 1: known by its place alone, with another sound than before, to a scan that did not look everywhere
  release_fields_no integer not null references release_fields (no),
  title text not null,
  sort_title text not null, -- folded, to sort by
  heard_title text, -- the same as it is heard (search/heard-text.ts); null where that is no other
  sort_artist text not null, -- the credit as it is printed, folded
  track_number text not null,
  disc_number text not null,
  duration_ms integer,
  format text not null,
  bitrate_kbps integer,
  sample_rate_hz integer,
  channels integer,
  has_cover integer not null,
  has_lyrics integer not null, -- 1 in its tags
  lyrics_path text, -- of the lyrics beside it
  essence text -- of its sound; null: it could not be told
) strict;
create index tracks_release on tracks (release_no);
create index tracks_release_fields on tracks (release_fields_no);

-- One row per track that the user favoured, rated or heard, also of tracks that are gone: what library.db holds of it, kept in step here,
-- so that lists, filters and orders ask one database.
create table track_state (
  track_id text not null primary key,
  favorited_us integer, -- since when it is a favourite; null: it is none
  rating integer, -- 1 to 5; null: none
  play_count integer not null,
  last_played_us integer
) strict, without rowid;

-- One row per file that could not be read, or whose ids could not be written. is_lasting: 1 when the file's content is the reason, so that
-- it is not read again until it changes; 0 when its surroundings are (a full disk, no permission), so that the next scan tries again.
create table failures (
  path text not null primary key,
  size_bytes integer not null,
  modified_us integer not null,
  is_read integer not null, -- 1 the file has a row in tracks all the same
  is_lasting integer not null,
  reason text not null,
  message text not null
) strict, without rowid;

-- One row per name.
create table artists (no integer primary key, name text not null unique) strict;
create table genres (no integer primary key, name text not null unique) strict;
create table labels (no integer primary key, name text not null unique) strict;
create table descriptors (no integer primary key, name text not null unique) strict;

-- One row per credit. role: 0 main, 1 guest, 2 remixer, 3 producer, 4 composer, 5 conductor, 6 djmixer.
create table release_artists (
  release_no integer not null references releases (no) on delete cascade,
  role integer not null,
  position integer not null,
  artist_no integer not null references artists (no),
  primary key (release_no, role, position)
) strict, without rowid;
create index release_artists_artist on release_artists (artist_no);
create table track_artists (
  track_no integer not null references tracks (no) on delete cascade,
  role integer not null,
  position integer not null,
  artist_no integer not null references artists (no),
  primary key (track_no, role, position)
) strict, without rowid;
create index track_artists_artist on track_artists (artist_no);

-- One row per value of a release. is_secondary: 1 for secondary genres.
create table release_genres (
  release_no integer not null references releases (no) on delete cascade,
  is_secondary integer not null,
  position integer not null,
  genre_no integer not null references genres (no),
  primary key (release_no, is_secondary, position)
) strict, without rowid;
create index release_genres_genre on release_genres (genre_no);
create table release_labels (
  release_no integer not null references releases (no) on delete cascade,
  position integer not null,
  label_no integer not null references labels (no),
  primary key (release_no, position)
) strict, without rowid;
create index release_labels_label on release_labels (label_no);
create table release_descriptors (
  release_no integer not null references releases (no) on delete cascade,
  position integer not null,
  descriptor_no integer not null references descriptors (no),
  primary key (release_no, position)
) strict, without rowid;
create index release_descriptors_descriptor on release_descriptors (descriptor_no);

-- One row per collage (kind 0) or playlist (kind 1): one .toml file of !collages or !playlists. Names are case-exact.
create table collections (
  no integer primary key,
  kind integer not null,
  name text not null,
  size_bytes integer not null,
  modified_us integer not null,
  cover_path text,
  cover_modified_us integer,
  unique (kind, name)
) strict;

-- One row per entry of a collection, in its order; a playlist may hold a track twice. id: what it leads to today, also when that is
-- missing; file_id: what the file says, where an id that was merged into another is still the old one.
create table collection_members (
  collection_no integer not null references collections (no) on delete cascade,
  position integer not null, -- from 1
  kind integer not null, -- the collection's
  id text not null,
  file_id text not null,
  description text,
  is_missing integer not null,
  primary key (collection_no, position)
) strict, without rowid;
create index collection_members_id on collection_members (kind, id);
create index collection_members_file_id on collection_members (kind, file_id) where file_id <> id;

-- One row per collection with a member that changed since the collection was looked at. Written with the change itself, so that no crash
-- between the two leaves a collection behind.
create table stale_collections (no integer primary key references collections (no) on delete cascade) strict;

-- One row per release (kind 0) or artist (kind 1) whose search documents must be written again: they are written for many at once, since
-- each commit that touches a full-text index costs it a segment.
create table unindexed (
  kind integer not null,
  no integer not null,
  primary key (kind, no)
) strict, without rowid;

-- One row per release whose directory and files are to be given their names by the templates (only where the user wants that): marked in
-- the transaction that stores the release, so that no crash forgets it.
create table unnamed (
  release_no integer primary key references releases (no) on delete cascade
) strict;

-- One row per file or directory that could not be given its name; its release stays marked, and the next scan tries again.
create table naming_failures (
  path text not null primary key,
  release_no integer not null references releases (no) on delete cascade,
  message text not null
) strict, without rowid;
create index naming_failures_release on naming_failures (release_no);

-- People's search. The words are folded and cut in code, alike for the index and the query; grams and title_grams hold single characters and
-- overlapping pairs of the scripts that write no spaces. A name stands once in a document, whatever its roles. rowid is the entity's no.
create virtual table search_tracks using fts5 (
  title, artists, release, title_grams, grams,
  content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1 2 3', detail = 'column'
);
create virtual table search_releases using fts5 (
  title, artists, title_grams, grams,
  content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1 2 3', detail = 'column'
);
create virtual table search_artists using fts5 (
  title, title_grams,
  content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1 2 3', detail = 'column'
);

-- One row per title or name (of a name with an article two), to find it by its beginning: see search/title-key.ts. Written with the documents.
create table search_titles (
  kind integer not null, -- 0 artist, 1 release, 2 track
  no integer not null,
  key text not null,
  length integer not null, -- of the title itself, in UTF-16 units
  primary key (kind, no, key)
) strict, without rowid;
create index search_titles_key on search_titles (kind, key, length);
