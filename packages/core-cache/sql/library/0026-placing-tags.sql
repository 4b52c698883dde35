-- One row per file of a source whose tags were read to find its place by the templates and that has none yet: a sync that ends before need not read
-- them again. It goes with what came of the item, or by the next sync once the item is no more to be fetched.
create table placing_tags (
  catalog_no integer not null primary key references catalog (no) on delete cascade,
  revision text not null, size_bytes integer, modified_us integer, -- of the file as it was read
  reader integer not null, -- the version of the reader; another one may tell otherwise
  tags text -- JSON (AudioTags); null: they cannot be read
) strict;
