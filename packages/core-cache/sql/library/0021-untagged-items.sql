-- Music that lies here and whose tags the catalog has not taken in: none, but for what the last job brought.
create index catalog_untagged_here on catalog (source_no, no)
  where status = 'downloaded' and is_music = 1 and deleted_us is null and track_id is not null and local_revision is revision
    and tags_revision is not revision;
