-- One row per remote place that music comes from. settings: how it is reached, as JSON: a user name, and where the password is (the name
-- of a file or of an environment variable), never the password itself. policy: what is fetched and what a deletion does, as JSON.
create table sources (
  no integer not null primary key,
  name text not null unique,
  kind text not null, -- directory, webdav, …
  address text not null, -- a path or URL without user or password
  settings text not null,
  policy text not null,
  added_us integer not null
) strict;

-- One row per source that has told a cursor and whose job was then completed: from where the next incremental job reads on. It means
-- nothing to a source with another fingerprint.
create table cursors (
  source_no integer not null primary key references sources (no) on delete cascade,
  fingerprint text not null,
  cursor text not null,
  job_no integer not null -- that completed with it
) strict;

-- One row per run of a sync, the last few of each source. It is written once more when the run ends, and in between only by its phases.
create table sync_jobs (
  no integer not null primary key autoincrement, -- never given again: rows of the catalog say which job saw them
  source_no integer not null references sources (no) on delete cascade,
  fingerprint text not null,
  requested text not null check (requested in ('full', 'incremental')),
  kind text not null check (kind in ('full', 'incremental')), -- what it became
  escalation text, -- why an incremental one became full: no-cursor, other-place, cursor-expired, no-feed
  status text not null check (status in ('running', 'completed', 'failed', 'cancelled', 'interrupted')),
  started_us integer not null,
  ended_us integer,
  candidate_cursor text, -- becomes the source's cursor when this job is completed
  discovered_us integer, -- when all that it had to say was in the catalog; null: not yet
  removals integer not null default 0, -- items that it found gone
  is_cancelled integer not null default 0, -- 1: someone wants it to end
  stats text, -- of a job that ended: how many items had which outcome, as JSON
  error_reason text,
  error_text text
) strict;
create unique index sync_jobs_running on sync_jobs (source_no) where status = 'running';
create index sync_jobs_source on sync_jobs (source_no, no);

-- One row per file that a source has, or had. First what the source says of it, which a look at the source writes; then what became of it
-- here, which a look at the source never writes once the row is there.
create table catalog (
  no integer not null primary key,
  source_no integer not null references sources (no) on delete cascade,
  remote_id text not null,
  path text not null, -- relative to the source's root; data, not yet safe as a path here
  size_bytes integer,
  modified_us integer,
  revision text not null,
  hash text, -- "sha256:…"; null: the source does not say
  is_music integer not null, -- by its name
  added_job integer not null, -- that saw it first
  seen_job integer not null, -- that saw it first as it is now: a job that finds it unchanged writes nothing
  seen_in_source_us integer not null, -- when that job did
  deleted_us integer, -- when it was found gone; null: it is there
  priority integer not null, -- 1: an incremental job heard of its present state, 0: a full listing did
  title text, artist text, album text, album_artist text, duration_ms integer, -- read from the remote file; null: it has none
  tags_revision text, -- whose tags those are; null: none were read
  identity_key text, -- what tells the recording
  status text not null default 'missing' check (status in ('missing', 'downloading', 'downloaded', 'failed')),
  ignored_by text check (ignored_by in ('user', 'policy')), -- null: it is wanted
  local_path text, -- relative to the library's root; null: nothing of it lies here
  track_id text,
  -- What both sides agreed on last; kept while the file is gone, since it may come back:
  local_revision text, -- which revision lies, or lay, at local_path
  local_source_path text, -- its path at the source then
  local_place text, -- where it was placed; it lies elsewhere when it was moved here
  local_hash text, -- of its content as it came, "sha256:…"; null: not known
  local_size_bytes integer, -- of the file here when it held that; null: it never did
  local_modified_us integer,
  seen_on_disk_us integer, -- since when it is known to lie there
  last_error text,
  error_class text,
  attempts integer not null default 0, -- failed ones in a row
  retry_after_us integer, -- not to be tried before; null: at once
  lease_job integer, -- the job that works on it
  lease_until_us integer, -- and until when that may be believed
  unique (source_no, remote_id),
  check ((status = 'downloading') = (lease_job is not null)),
  check ((lease_job is null) = (lease_until_us is null)),
  check (status = 'downloading' or (status = 'downloaded') = (local_path is not null))
) strict;
create index catalog_path on catalog (source_no, path);
-- What is to be fetched, to be fetched again, and to be taken away: small beside the catalog, so that a sync costs what it finds.
create index catalog_queue on catalog (source_no, priority desc, no)
  where status in ('missing', 'failed') and ignored_by is null and deleted_us is null;
create index catalog_outdated on catalog (source_no, priority desc, no)
  where status = 'downloaded' and (local_revision is not revision or local_source_path is not path) and ignored_by is null
    and deleted_us is null;
create index catalog_gone on catalog (source_no, no) where deleted_us is not null and local_path is not null;
create index catalog_leased on catalog (lease_job) where lease_job is not null;
create index catalog_held on catalog (no) where local_path is not null or track_id is not null;
create index catalog_unmet on catalog (no) where status = 'downloaded' and track_id is null;
create index catalog_added on catalog (source_no, added_job, hash);

-- Which state of the library's files the catalog is in step with, as cache.db tells it; no row: it may lie behind.
create table catalog_steps (
  one integer not null primary key check (one = 1),
  files_version text not null
) strict;

-- One row per item that the last job of a source has to do something about. outcome: what came of it.
create table work_items (
  job_no integer not null references sync_jobs (no) on delete cascade,
  catalog_no integer not null references catalog (no) on delete cascade,
  action text not null check (action in ('fetch', 'update', 'remove')),
  priority integer not null,
  state text not null default 'pending' check (state in ('pending', 'running', 'done')),
  outcome text check (outcome in ('added', 'updated', 'deleted', 'skipped', 'failed')),
  primary key (job_no, catalog_no),
  check ((state = 'done') = (outcome is not null))
) strict, without rowid;
create index work_items_next on work_items (job_no, state, priority desc, catalog_no);
