-- By what more than its revision a file that was begun is known to be the same when it is gone on from: an ETag may stay while the content does not.
alter table downloads add column modified_us integer; -- of the file at its source, as it was told when the download was begun; null: it was not
alter table downloads add column validator text; -- what the answer that the kept bytes came with said of their state; null: nothing
