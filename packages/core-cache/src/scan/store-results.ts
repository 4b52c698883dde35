/** Stores the releases of a batch in cache.db, whose ids are in library.db by then. */
import { SqliteError, type SqliteErrorReason } from "@deadwax/core-async"
import { markUnnamed } from "../naming/marks.ts"
import { type ReleaseToStore, storeRelease } from "../releases/store-release.ts"
import type { ScanRun } from "./scan-run.ts"

// What the database will not take of one release is that release's failure, not the scan's; a full or damaged one ends the scan.
const itsOwnFault = new Set<SqliteErrorReason>(["unique", "foreign-key", "not-null", "check", "constraint", "too-big", "misuse"])

const isItsOwnFault = (cause: unknown): cause is SqliteError => cause instanceof SqliteError && itsOwnFault.has(cause.reason)

/**
 * In an empty cache no release is old that could be torn: all of a batch are stored whole, or none. When one of them cannot be stored, each
 * is tried by itself.
 */
export const storeAll = (run: ScanRun, releases: ReadonlyArray<ReleaseToStore>): void => {
  if (releases.length > 1 && run.store.isFilling()) {
    try {
      storeTogether(run, releases)
      return
    } catch (cause) {
      if (!isItsOwnFault(cause)) throw cause
    }
  }
  for (const release of releases) storeOne(run, release)
}

const storeTogether = (run: ScanRun, releases: ReadonlyArray<ReleaseToStore>): void => {
  const written = run.store.write((tx) => {
    for (const release of releases) {
      const no = storeRelease(tx, release)
      if (run.isNaming) markUnnamed(tx.cache, no)
    }
  })
  for (const touched of written.touched) run.touched.push(touched)
  run.unindexed += releases.length
}

const storeOne = (run: ScanRun, release: ReleaseToStore): void => {
  try {
    storeTogether(run, [release])
  } catch (cause) {
    if (!isItsOwnFault(cause)) throw cause
    // The path of an album is its first file's, whose row stays with the others.
    const isRead = run.state.tracks.has(release.path)
    run.failures.push({
      path: release.path,
      sizeBytes: 0,
      modifiedAtUs: 0,
      isRead,
      isLasting: false,
      reason: "corrupt",
      message: `This release could not be stored (${cause.message}); the others were.`
    })
  }
}
