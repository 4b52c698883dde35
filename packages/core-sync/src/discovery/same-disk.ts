/**
 * Is what lies at a source's address the disk that it was (Y15)? A path is no proof of that: where a disk is not mounted its directory is empty,
 * and another disk may be mounted there, with files of the same names.
 *
 * The disk's own identity tells; where that is another than it was, the music may have moved to a new disk, or the old one is only called
 * otherwise now. So some of what is known is looked for, and the disk is taken for the source's when most of that is there as it was.
 */
import type { Database } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { keepSourceDisk, readSourceDisk } from "../catalog/source-rows.ts"
import { SyncError } from "../sync-error.ts"
import { type SyncRun, writeInJob } from "../sync-run.ts"

/** How many known files are looked for. */
const sampleSize = 100

interface KnownFile {
  readonly id: string
  readonly revision: string
}

/** Some of what a source had, from all over its catalog. */
export const sampleKnown = (database: Database, sourceNo: number): ReadonlyArray<KnownFile> => {
  const nos = database.prepare("select no from catalog where source_no = ? and deleted_us is null order by no").values(sourceNo)
  const step = Math.max(1, nos.length / sampleSize)
  const read = database.prepare("select remote_id as id, revision from catalog where no = ?")
  const rows: Array<unknown> = []
  for (let at = 0; at < nos.length; at += step) rows.push(read.get(nos[Math.floor(at)]?.[0] ?? null))
  return rows as ReadonlyArray<KnownFile>
}

/**
 * Is it the same source that lies on this disk? `kept`: the disk that it lay on; "": it may be any, null: that is not known. `looked`: how many
 * known files were looked for, `found`: how many of them were there as they were.
 */
export const isSameSource = (
  disk: string,
  kept: string | null,
  { looked, found }: { readonly looked: number; readonly found: number }
): boolean => {
  if (disk === kept || kept === "" || looked === 0) return true
  return kept === null ? found > 0 : found * 2 >= looked
}

const anotherDisk = (source: string): SyncError =>
  new SyncError({
    reason: "other-disk",
    source,
    detail: "what lies at its address is another disk than it was, and not with the same music"
  })

/** Fails as `other-disk` when it is another one; answers which it is, undefined where there is none. Settles nothing. */
export const lookAtDisk = Effect.fnUntraced(function* ({
  source,
  sourceNo,
  inDb
}: Pick<SyncRun, "source" | "sourceNo" | "inDb">) {
  const disk = yield* source.disk()
  if (disk === undefined) return undefined
  const kept = yield* inDb((database) => readSourceDisk(database, sourceNo))
  if (disk === kept) return { disk, isKept: true }
  const known = kept === "" ? [] : yield* inDb((database) => sampleKnown(database, sourceNo))
  const there = yield* Effect.filter(known, ({ id, revision }) =>
    Effect.map(source.head(id), (entry) => entry?.revision === revision)
  )
  if (!isSameSource(disk, kept, { looked: known.length, found: there.length })) return yield* anotherDisk(source.name)
  return { disk, isKept: false }
})

/** Fails as `other-disk` when it is another one. Else it is the source's from now on, and is answered; undefined where there is none. */
export const checkDisk = Effect.fnUntraced(function* (run: SyncRun) {
  const looked = yield* lookAtDisk(run)
  if (looked === undefined) return undefined
  const { disk, isKept } = looked
  if (!isKept) yield* writeInJob(run, (database) => keepSourceDisk(database, run.sourceNo, disk))
  return disk
})

/** Fails as `other-disk` when another one lies there than when the look began: what it did not see says nothing. */
export const checkStillDisk = Effect.fnUntraced(function* (run: SyncRun, before: string | undefined) {
  if (before === undefined) return
  if ((yield* run.source.disk()) !== before) return yield* anotherDisk(run.source.name)
})
