-- Music that is not here and whose tags the catalog has not read: where no source reads tags, all that is missing; else what is new.
create index catalog_untagged_elsewhere on catalog (source_no, no)
  where status in ('missing', 'failed') and is_music = 1 and deleted_us is null and ignored_by is null and tags_revision is not revision;
