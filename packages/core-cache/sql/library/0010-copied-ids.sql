-- What the files of a copy carry that is shown under an id of its own (ids.id) without the user's consent: another's id. By it a copy that
-- moves is known again. Null: it is no copy. A copy by consent stands in own_ids.
alter table ids add column copied_id text;
create index ids_copied on ids (kind, copied_id) where copied_id is not null;
