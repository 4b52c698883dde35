-- One row per item whose file a sync is about to place, rename or take away: written before the disk is touched, removed in the transaction that
-- says what came of it. What a crash leaves is brought to its end, or found not to have happened, before anything else is looked at. Paths are
-- relative to the root.
create table begun_changes (
  catalog_no integer not null primary key references catalog (no) on delete cascade,
  kind text not null check (kind in ('place', 'rename', 'trash')),
  path text not null, -- where the file is to lie; of one that is taken away: where it lay
  from_path text, -- of one that is renamed: where it lay
  size_bytes integer not null, -- of the file that is placed, renamed or taken away
  modified_us integer not null,
  hash text, -- of all bytes of one that is placed, "sha256:…"
  over_size_bytes integer, -- of the file that goes to the trash for one that is placed; null: nothing may be there
  over_modified_us integer,
  instead_no integer references catalog (no) on delete set null, -- the item whose file that is, and which is forgotten with it
  -- What both sides agree on once it is done; null: nothing.
  agreed_path text, -- other than path: what is placed is a copy beside it
  agreed_place text,
  agreed_source_path text,
  agreed_revision text,
  agreed_hash text,
  agreed_size_bytes integer,
  agreed_modified_us integer,
  check ((kind = 'place') = (hash is not null)),
  check ((kind = 'rename') = (from_path is not null)),
  check ((kind = 'trash') = (agreed_path is null))
) strict;
