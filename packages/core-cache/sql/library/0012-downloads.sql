-- One row per download that was begun: written before its first byte, removed once the file has its name. What is beyond kept_bytes in the
-- file beside it (.NAME.deadwax-part) may be anything after a crash. Paths are relative to the root.
create table downloads (
  path text not null primary key, -- of the file that it becomes
  source text not null, -- the source's fingerprint
  remote_id text not null,
  revision text not null, -- all bytes are of this state of the content
  size_bytes integer, -- of the whole; null: the source does not say
  kept_bytes integer not null, -- flushed to the disk
  kept_algorithm text not null, -- of the digest: md5, sha1 or sha256
  kept_digest text not null, -- of the kept bytes
  changed_us integer not null
) strict, without rowid;
