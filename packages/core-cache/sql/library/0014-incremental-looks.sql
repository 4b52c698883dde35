-- What a sync looks up instead of reading the whole catalog: by path and track what became of it here, by path at the source and by place
-- what was placed where.
alter table catalog add column place_key text; -- local_place as a disk would compare it, whatever the case; null: not told yet, or no place
create index catalog_local_path on catalog (local_path) where local_path is not null;
create index catalog_track on catalog (track_id) where track_id is not null;
create index catalog_source_path on catalog (source_no, local_source_path) where local_source_path is not null;
create index catalog_place on catalog (source_no, place_key) where place_key is not null;
create index catalog_unkeyed on catalog (no) where local_place is not null and place_key is null;
create index catalog_heirs on catalog (source_no, hash) where hash is not null and local_path is null and deleted_us is null;

-- One row per item that a look at the library could not settle, or that came back to its source since: looked at again by the next look,
-- also where no file of it changed.
create table catalog_doubts (
  catalog_no integer not null primary key references catalog (no) on delete cascade
) strict;
