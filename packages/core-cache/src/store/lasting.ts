/**
 * cache.db does not wait for the disk, so that a loss of power may take its last writes: they are found again by the next scan. Who notes in library.db,
 * which does wait, how far cache.db was, must not note what may be undone: the same numbers would be given again to other writes.
 */
import type { Database } from "@deadwax/core-async"
import { readMeta, writeMeta } from "./meta.ts"

/** All that is committed in cache.db outlasts a loss of power from now on. Waits for the disk only where something was written since it last did. */
export const makeLasting = (cache: Database): void => {
  const sequence = readMeta(cache, "sequence") ?? "0"
  if (readMeta(cache, "lasting") === sequence) return
  // A commit that waits for the disk takes with it whatever the log holds before it.
  cache.exec("pragma synchronous=full")
  try {
    writeMeta(cache, "lasting", sequence)
  } finally {
    cache.exec("pragma synchronous=normal")
  }
}
