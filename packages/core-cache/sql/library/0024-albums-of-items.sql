-- By what albums are counted. release_folder: the folder of its source in which the release lies that an item belongs to, that of its path without
-- those of discs; of what was known before it is told from the path alone until its source has it elsewhere. release_id: the release of its track, as
-- the traces have it, beside the item so that to count them costs no look-up for each.
alter table catalog add column release_folder text;
alter table catalog add column release_id text;
update catalog set release_folder = rtrim(rtrim(path, replace(path, '/', '')), '/'),
  release_id = (select release_id from traces where traces.track_id = catalog.track_id);

create trigger traces_begun after insert on traces begin
  update catalog set release_id = new.release_id where track_id = new.track_id;
end;
create trigger traces_moved after update of release_id on traces when new.release_id <> old.release_id begin
  update catalog set release_id = new.release_id where track_id = new.track_id;
end;
create trigger catalog_track_told after update of track_id on catalog when new.track_id is not old.track_id begin
  update catalog set release_id = (select release_id from traces where traces.track_id = new.track_id) where no = new.no;
end;
