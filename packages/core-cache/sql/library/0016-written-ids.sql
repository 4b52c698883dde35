-- One row per time that a scan wrote ids into a file that a sync may have agreed on: how the file was before, and after. A sync takes an agreement
-- on the state before for one on the state after, and removes the rows that no agreement can need any more. path is relative to the root, as
-- it was then.
create table written_ids (
  no integer not null primary key, -- in the order of writing
  path text not null,
  track_id text not null, -- that was written, or stood there already
  before_size_bytes integer not null,
  before_modified_us integer not null,
  after_size_bytes integer not null,
  after_modified_us integer not null
) strict;
