-- When a scan saw last that no file is this track any more (kind 1), in microseconds; null: a file is, or no scan saw it go. Of several
-- ids that a file could be by its sound, the one that was there last is not given up for one that was gone before.
alter table ids add column gone_us integer;
