-- What is not wanted, by whom: a sync says at its end how many that are, and costs what it finds.
create index catalog_ignored on catalog (source_no, ignored_by) where ignored_by is not null and deleted_us is null;
