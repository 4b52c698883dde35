-- What lay at a source's address when it was looked at last, as a text to be compared: its disk. Null: not known, or not to be told. Empty:
-- whatever lies there next is the source's.
alter table sources add column disk text;
