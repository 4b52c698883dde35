-- Of a job that failed: which entries of playlists it would have moved, as JSON (SyncMoves); null: none, or too few to ask about.
alter table sync_jobs add column error_moves text;
