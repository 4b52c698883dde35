/** Facts about cache.db itself, which live and die with it. */
import type { Database } from "@deadwax/core-async"

/**
 * - `schema`, `content`: what it was built from; a difference rebuilds it
 * - `generation`: random, new with each rebuild
 * - `library_generation`, `library_fence`: the library.db whose ids it holds, and how far that was (its count of takings of the scan lock)
 * - `library_sequence`: what `sequence` was when those two were noted
 * - `sequence`: how many writes touched something
 * - `scanned`: a scan of the whole library has ended
 * - `user_state`: how much of library.db's state of tracks this cache has taken over
 * - `lasting`: how far of `sequence` was known to outlast a loss of power when that was asked for last
 * - `naming`: by which templates files were named last; absent where they keep their names
 */
export type MetaKey =
  | "schema"
  | "content"
  | "generation"
  | "library_generation"
  | "library_fence"
  | "library_sequence"
  | "sequence"
  | "scanned"
  | "user_state"
  | "lasting"
  | "naming"

/** One fact; undefined when it was never written. Throws `SqliteError`, reason `sql`, in a database without tables. */
export const readMeta = (cache: Database, key: MetaKey): string | undefined =>
  cache.prepare("select value from meta where key = ?").get(key)?.["value"] as string | undefined

/** Writes one fact, in the caller's transaction if there is one. */
export const writeMeta = (cache: Database, key: MetaKey, value: string): void => {
  cache
    .prepare("insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value")
    .run(key, value)
}
