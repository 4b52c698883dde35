/** What library.db learns when all of a scan was stored: which tracks no file is any more, and for which ids others stand. */
import { transaction } from "@deadwax/core-async"
import { markGone, markUnseen, trackKind } from "../identity/issued-ids.ts"
import type { ScanRun } from "./scan-run.ts"

/**
 * Runs after the rows are gone. A crash before it leaves ids of which nobody is known to have seen them go, which counts as lately: they are
 * found again all the same.
 */
export const recordLosses = (run: ScanRun): void => {
  const removed = run.touched.filter(({ kind, operation }) => kind === "track" && operation === "remove")
  const isHeld = heldIn(run)
  const gone = new Set(removed.map(({ id }) => id).filter((id) => !isHeld(id)))
  const isMerging = run.isWhole && run.displaced.length > 0
  if (gone.size === 0 && !isMerging) return
  transaction(run.userDb, () => {
    markGone(run.userDb, gone, run.nowMs * 1000)
    if (isMerging) mergeDisplaced(run)
  })
}

/** Notes that this cache was scanned as a whole. What went while there was none was seen by nobody: that is noted first. */
export const markScanned = (run: ScanRun): void => {
  if (run.store.cache.prepare("select 1 as one from meta where key = 'scanned'").get() !== undefined) return
  transaction(run.userDb, () => markUnseen(run.userDb, heldBetween(run), run.nowMs * 1000))
  run.store.write(({ cache }) => void cache.prepare("insert into meta (key, value) values ('scanned', '1')").run())
}

const heldIn = ({ store }: ScanRun): ((trackId: string) => boolean) => {
  const find = store.cache.prepare("select 1 as one from tracks where id = ?")
  return (id) => find.get(id) !== undefined
}

// Both databases keep texts in the order of their bytes.
const heldBetween = ({ store }: ScanRun): ((after: string, last: string) => ReadonlySet<string>) => {
  const find = store.cache.prepare("select id from tracks where id > ? and id <= ?")
  return (after, last) => new Set(find.values(after, last).flat() as Array<string>)
}

/** After a whole scan: a displaced id that turned up nowhere else stands for what took its place, so that it resolves for ever. */
const mergeDisplaced = (run: ScanRun): void => {
  for (const { kind, id, by, lastPath } of run.displaced) {
    const last = run.ids.lastPathOf(kind, id)
    const isElsewhere = (last !== null && last !== lastPath) || (kind === trackKind && run.carried.has(id))
    if (!isElsewhere && run.ids.survivorOf(kind, by) === by) run.ids.merge(kind, id, by)
  }
}
