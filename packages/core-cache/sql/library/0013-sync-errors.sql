-- Of a job that failed: what a person can do (one sentence), and what it would have taken for gone, as JSON (SyncLoss); null: nothing is known.
alter table sync_jobs add column error_remedy text;
alter table sync_jobs add column error_loss text;
