/** Keeps the failures that stand, and turns a scan's record into its report. */
import { type Database, transaction } from "@deadwax/core-async"
import type { ChangeCounts, ItemFailure, ScanReport } from "../model/model.ts"
import { loadFailures } from "./cached-state.ts"
import type { Difference } from "./diff.ts"
import { collectionDirectories } from "./entry-names.ts"
import { absolutePath } from "./paths.ts"
import type { FileFailure } from "./release-work.ts"
import { countTouched, type ScanRun } from "./scan-run.ts"
import { inScope, type Scope } from "./scope.ts"

const listed = 50

/** Replaces the stored failures by those that stand now; writes nothing when they are the same. */
export const storeFailures = (run: ScanRun, difference: Difference, isInScope: (path: string) => boolean): void => {
  const now = new Map<string, FileFailure & { readonly isRead: boolean }>()
  for (const failure of difference.standingFailures) now.set(failure.path, failure as FileFailure & { readonly isRead: boolean })
  for (const problem of walkFailures(run)) now.set(problem.path, problem)
  for (const failure of run.failures) now.set(failure.path, failure)
  const before = loadFailures(run.store.cache)
  const gone = [...before.keys()].filter((path) => isInScope(path) && !isOfCollection(path) && !now.has(path))
  const fresh = [...now.values()].filter((failure) => !isEqual(before.get(failure.path), failure))
  if (gone.length === 0 && fresh.length === 0) return
  run.store.write(({ cache }) => {
    for (const path of gone) cache.prepare("delete from failures where path = ?").run(path)
    const upsert = cache.prepare(
      `insert into failures (path, size_bytes, modified_us, is_read, is_lasting, reason, message) values (?, ?, ?, ?, ?, ?, ?)
      on conflict (path) do update set size_bytes = excluded.size_bytes, modified_us = excluded.modified_us,
        is_read = excluded.is_read, is_lasting = excluded.is_lasting, reason = excluded.reason, message = excluded.message`
    )
    for (const { path, sizeBytes, modifiedAtUs, isRead, isLasting, reason, message } of fresh) {
      upsert.run(path, sizeBytes, modifiedAtUs, isRead, isLasting, reason, message)
    }
  })
}

// Failures of collages and playlists are theirs to keep.
const isOfCollection = (path: string): boolean => collectionDirectories.includes(path.split("/")[0]!)

const isEqual = (a: object | undefined, b: FileFailure & { readonly isRead: boolean }): boolean =>
  a !== undefined &&
  (["sizeBytes", "modifiedAtUs", "isRead", "isLasting", "reason", "message"] as const).every(
    (key) => (a as Record<string, unknown>)[key] === b[key]
  )

/** What the walk could not take in, as failures of files. */
const walkFailures = (run: ScanRun): ReadonlyArray<FileFailure & { readonly isRead: boolean }> =>
  run.walk.problems.map((problem) => {
    const { reason, message } = problemTexts[problem.reason]
    return { path: problem.path, sizeBytes: 0, modifiedAtUs: 0, isRead: false, isLasting: false, reason, message }
  })

/** What a walk's problem is called, and what to do about it. */
export const problemTexts = {
  "name-not-utf8": {
    reason: "name-not-utf8",
    message: "Its name is not UTF-8 (bytes shown as \\xNN): rename it to have it in the library."
  },
  unreadable: {
    reason: "unreadable",
    message: "It cannot be opened: check its permissions. What was known about it is kept."
  },
  vanished: { reason: "vanished", message: "It was there a moment ago and is gone now, or is a link that leads nowhere." },
  "outside-root": { reason: "linked", message: "It is a link that leads out of the library: such files are not scanned." },
  // A scan does not ask for them.
  "linked-directory": { reason: "linked", message: "It is a link to a directory: such directories are not scanned." },
  special: {
    reason: "unreadable",
    message: "It is a pipe, a socket or a device, and no file: put a file in its place, or give it another name."
  }
} as const

/** All failures that stand, with absolute paths, in path order. */
export const standingFailures = (cache: Database, root: string): ReadonlyArray<ItemFailure> =>
  cache
    .prepare(
      `select path, reason, message from failures union all
      select path, 'read-only', message from naming_failures where path not in (select path from failures) order by path`
    )
    .all()
    .map((row) => ({ ...row, path: absolutePath(root, String(row["path"])) }) as unknown as ItemFailure)

/**
 * What could not be written, as it stands before a scan: it was told, and what it is about is in the library. Only until something else is
 * to be said of it is it news.
 */
export const toldBefore = (cache: Database, root: string): ReadonlySet<string> => {
  const unwritten = new Set(
    cache
      .prepare(
        "select path from failures where reason = 'read-only' or (is_read = 1 and reason in ('linked', 'too-large', 'refused'))"
      )
      .values()
      .flat()
      .map((path) => absolutePath(root, String(path)))
  )
  const told = standingFailures(cache, root).filter(({ path, reason }) => reason === "read-only" || unwritten.has(path))
  return new Set(told.map(telling))
}

const telling = ({ path, reason, message }: ItemFailure): string => `${path}\0${reason}\0${message}`

/** The report of a scan that took `durationMs`. What is in the scope and was not touched is unchanged; what was told before is not told again. */
export const makeReport = (run: ScanRun, scope: Scope, durationMs: number, told: ReadonlySet<string>): ScanReport => {
  const { cache } = run.store
  const failed = standingFailures(cache, run.library.root).filter((failure) => !told.has(telling(failure)))
  return {
    releases: withUnchanged(countTouched(run.touched, "release"), countPaths(cache, "releases", scope)),
    tracks: withUnchanged(countTouched(run.touched, "track"), countPaths(cache, "tracks", scope)),
    failed: failed.slice(0, listed),
    failedTotal: failed.length,
    durationMs
  }
}

const countPaths = (cache: Database, table: "releases" | "tracks", scope: Scope): number => {
  if (scope === undefined) return cache.prepare(`select count(*) as count from ${table}`).get()!["count"] as number
  const isInScope = inScope(scope)
  let count = 0
  for (const [path] of cache.prepare(`select source_path from ${table}`).values() as Array<[string]>) if (isInScope(path)) count++
  return count
}

const withUnchanged = (counts: ReturnType<typeof countTouched>, total: number): ChangeCounts => ({
  ...counts,
  unchanged: total - counts.added - counts.updated
})

const keptScans = 20

/** Records a finished scan in library.db; only the last few are kept. */
export const recordScan = (userDb: Database, report: ScanReport, endedUs: number): void => {
  transaction(userDb, () => {
    userDb
      .prepare("insert into scans (ended_us, failed_total, report) values (?, ?, ?)")
      .run(endedUs, report.failedTotal, JSON.stringify(report))
    userDb.prepare("delete from scans where no <= (select max(no) from scans) - ?").run(keptScans)
  })
}
