-- library.db: what cannot be derived from the files. Only ever migrated, step by step; never dropped.
-- Every table has a primary key and none is a full-text index, so that its changes can be logged.

-- One row: which library this is. root_device: the file system's id, for roots on which no marker can be written.
-- generation: random, given when this database was made; cache.db keeps a copy, and so notices that this one was lost or replaced.
create table library (
  one integer not null primary key check (one = 1),
  id text not null,
  root text not null,
  root_device text,
  generation text not null,
  is_cache_damaged integer not null default 0 -- 1: cache.db failed while it was in use, the next opening replaces it
) strict;

-- One row per id ever given to a release (kind 0) or track (kind 1); ids are never forgotten.
-- last_path: where it was seen last, relative to the root; unique while nothing else was seen there since.
create table ids (
  kind integer not null,
  id text not null,
  last_path text,
  merged_into text, -- the id of this kind that stands for it now
  is_embedded integer not null default 0, -- 1: a file was seen to carry it
  first_seen_us integer not null,
  primary key (kind, id)
) strict, without rowid;
create index ids_path on ids (kind, last_path);

-- One row per release whose state no datafile holds.
create table release_state (
  release_id text not null primary key,
  is_new integer not null,
  added_at text not null
) strict, without rowid;

-- One row per held lock. fence rises with every holder; a holder checks that it still owns before each durable step.
create table locks (
  name text not null primary key,
  fence integer not null,
  token text, -- null: free
  host text,
  pid integer,
  started_at text,
  purpose text,
  expires_us integer
) strict, without rowid;

-- One row per scan that ended, the last few only.
create table scans (
  no integer not null primary key,
  ended_us integer not null,
  failed_total integer not null,
  report text not null -- JSON
) strict;
