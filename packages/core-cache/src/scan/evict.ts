/** Removes rows whose files are gone, and what nothing needs any more. Runs after all results were taken, so a moved file keeps its row. */
import { removeUnusedNames } from "../artists/names.ts"
import { markNumbered } from "../naming/marks.ts"
import { removeRelease, removeTrack } from "../releases/store-release.ts"
import type { Store, WriteTransaction } from "../store/store.ts"
import type { Difference } from "./diff.ts"
import { isTransient } from "./release-work.ts"
import type { ScanRun } from "./scan-run.ts"

export const evictVanished = (run: ScanRun, difference: Difference): void => {
  const isNeeded =
    difference.vanishedTracks.length > 0 || run.touched.length > 0 || run.failures.some((failure) => !failure.isRead)
  if (!isNeeded) return
  const written = run.store.write((tx) => {
    removeVanishedTracks(tx, difference)
    removeBrokenTracks(tx, run)
    removeParkedTracks(tx)
    removeEmptyReleases(tx)
    removeUnusedNames(tx)
    markFreed(tx, run)
  })
  for (const touched of written.touched) run.touched.push(touched)
}

/** A directory that went or moved leaves its name to a release that has a number for it. */
const markFreed = ({ cache }: WriteTransaction, run: ScanRun): void => {
  if (run.maxNameBytes === undefined) return
  const now = new Set(
    cache
      .prepare("select source_path from releases")
      .values()
      .map(([path]) => path)
  )
  for (const { path, isByAlbum } of run.state.releases.values()) {
    if (isByAlbum || now.has(path)) continue
    for (const no of markNumbered(cache, path, run.maxNameBytes)) run.numbered.push(no)
  }
}

/** Rows that a crash left without a path go before anything is compared with them. */
export const removeParked = (store: Store): void => {
  const isAny = store.cache.prepare("select 1 as one from tracks where source_path >= '/' and source_path < '0' limit 1").get()
  if (isAny !== undefined) store.write(removeParkedTracks)
}

const removeVanishedTracks = (tx: WriteTransaction, difference: Difference): void => {
  // A row whose file turned up elsewhere has another path by now.
  const find = tx.cache.prepare("select id from tracks where no = ? and source_path = ?")
  for (const { no, path } of difference.vanishedTracks) {
    const row = find.get(no, path)
    if (row !== undefined) removeTrack(tx, no, String(row["id"]))
  }
}

// A file that is there but is no audio any more has no row; one that just cannot be opened keeps what was known.
const removeBrokenTracks = (tx: WriteTransaction, run: ScanRun): void => {
  const find = tx.cache.prepare("select no, id from tracks where source_path = ?")
  for (const failure of run.failures) {
    if (failure.isRead || isTransient(failure.reason)) continue
    const row = find.get(failure.path)
    if (row !== undefined) removeTrack(tx, row["no"] as number, String(row["id"]))
  }
}

// Rows that lost their path to another file and were not found again (see storeTrack): no path begins with "/".
const removeParkedTracks = (tx: WriteTransaction): void => {
  const rows = tx.cache.prepare("select no, id from tracks where source_path >= '/' and source_path < '0'").values()
  for (const [no, id] of rows as Array<[number, string]>) removeTrack(tx, no, id)
}

const removeEmptyReleases = (tx: WriteTransaction): void => {
  const rows = tx.cache
    .prepare("select no, id from releases where not exists (select 1 from tracks where release_no = releases.no)")
    .values() as Array<[number, string]>
  for (const [no, id] of rows) removeRelease(tx, no, id)
}
