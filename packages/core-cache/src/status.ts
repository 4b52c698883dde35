/** A library's state at a glance. */
import type { Database } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { attempt } from "./cache-error.ts"
import type { ItemFailure, Page, Status } from "./model/model.ts"
import type { PageBounds } from "./page.ts"
import { checkOnline } from "./scan/online.ts"
import { standingFailures } from "./scan/report.ts"
import type { ScanTarget } from "./scan/scan.ts"
import { readMeta } from "./store/meta.ts"
import { snapshot } from "./store/snapshot.ts"

/** Does the cache hold something, or did one before it, and has no scan of the whole library come to its end since it was made? */
export const needsScan = ({ cache, userDb }: Pick<ScanTarget, "cache" | "userDb">): boolean => {
  const holds = (database: Database, table: string) =>
    database.prepare(`select 1 as one from ${table} limit 1`).get() !== undefined
  return readMeta(cache, "scanned") === undefined && (holds(cache, "releases") || holds(userDb, "scans"))
}

export const readStatus = Effect.fnUntraced(function* (target: ScanTarget) {
  const isOnline = yield* checkOnline(target).pipe(
    Effect.as(true),
    Effect.catch((error) => (error.reason === "offline" ? Effect.succeed(false) : Effect.fail(error)))
  )
  const read = (): Status => {
    const count = (table: string) => target.cache.prepare(`select count(*) as count from ${table}`).get()!["count"] as number
    const last = target.userDb.prepare("select ended_us from scans order by no desc limit 1").get()
    return {
      library: target.library,
      releases: count("releases"),
      tracks: count("tracks"),
      lastScanAt: last === undefined ? null : new Date(Number(last["ended_us"]) / 1000).toISOString(),
      needsScan: needsScan(target),
      storage: isOnline ? "online" : "offline",
      failedTotal: count("(select path from failures union select path from naming_failures)")
    }
  }
  return yield* attempt(() => snapshot(target.cache, read))
})

/** A page of the failures that stand. There are few of them, or something is wrong that their number does not make worse. */
export const listFailures = ({ cache, library }: ScanTarget, { limit, offset }: PageBounds): Page<ItemFailure> => {
  const all = standingFailures(cache, library.root)
  const used = limit < 0 ? all.length : limit
  return { items: all.slice(offset, offset + used), total: all.length, limit: used, offset }
}
