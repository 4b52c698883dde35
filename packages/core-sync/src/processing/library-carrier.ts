/**
 * The carrier of a library: plans a job's work by the policy, and carries it out on the disk.
 *
 * A plan is made upon what is there when it is made: the directories that this work is about are looked at then, since the last scan may not
 * know what is in them (covers, files that came meanwhile). Whoever carries an action out looks again.
 */
import { type Database, Digests, Files, Parts } from "@deadwax/core-async"
import { type CacheError, foldName } from "@deadwax/core-cache"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import type { CatalogItem } from "../catalog/item.ts"
import { isFetchable, keyPlaces, knownPlaces, listPlacedAt } from "../catalog/placed-items.ts"
import type { WorkItem } from "../catalog/work-items.ts"
import { discardDownload } from "../downloads/discard-download.ts"
import { finishedDownloads } from "../downloads/download.ts"
import { downloadRecords } from "../downloads/download-records.ts"
import type { Downloaded, DownloadTarget } from "../downloads/download-target.ts"
import type { SyncPolicy } from "../planning/policy.ts"
import type { Source } from "../sources/source.ts"
import type { Carrier, ItemResult } from "./carrier.ts"
import { type Carrying, carryOut } from "./carry-out.ts"
import { itemFailed } from "./item-failures.ts"
import { lookAround } from "./look-around.ts"
import { agreementOf, type PlannedWork, placesOf, planWork } from "./plan-work.ts"

/** Whose files are carried where, and how. */
export interface CarrierOptions {
  readonly source: Source
  /** The source's row in the catalog. */
  readonly sourceNo: number
  readonly policy: SyncPolicy
  /** The library's root, absolute. */
  readonly root: string
  readonly inLibraryDb: <A>(work: (database: Database) => A) => Effect.Effect<A, CacheError>
  /** Limits how fast bytes come. */
  readonly limit?: DownloadTarget["limit"]
}

const today: Effect.Effect<string> = Effect.map(Clock.currentTimeMillis, (nowMs) => new Date(nowMs).toISOString().slice(0, 10))

/**
 * Downloads of this source that came to their end and belong to this work. Records of those that the catalog knows to have come go, and so
 * does what came of items that are no more.
 */
const sortDownloads = Effect.fnUntraced(function* (
  options: CarrierOptions,
  target: DownloadTarget,
  work: ReadonlyArray<WorkItem>
) {
  const { source, sourceNo, inLibraryDb } = options
  const ids = new Set(work.map(({ item }) => item.remoteId))
  const finished = new Map<string, Downloaded>()
  const done = yield* finishedDownloads(target)
  for (const one of done) {
    if (one.source !== source.fingerprint) continue
    if (ids.has(one.remoteId)) finished.set(one.remoteId, one)
    else yield* target.records.remove(one.path)
  }
  const ended = new Set(done.map(({ path }) => path))
  for (const { path, source: of, remoteId, revision } of yield* target.records.list()) {
    if (of !== source.fingerprint || ended.has(path)) continue
    if (!(yield* inLibraryDb((database) => isFetchable(database, sourceNo, remoteId, revision))))
      yield* Effect.ignore(discardDownload(target, path))
  }
  return finished
})

const planAll = Effect.fnUntraced(function* (options: CarrierOptions, target: DownloadTarget, work: ReadonlyArray<WorkItem>) {
  const { policy, sourceNo, source, root, inLibraryDb } = options
  const places = yield* inLibraryDb((database) => {
    keyPlaces(database)
    return placesOf(work, policy.below, knownPlaces(database, sourceNo))
  })
  const concerned = [...places.values(), ...work.flatMap(({ item }) => agreementOf(item)?.path ?? [])]
  const local = yield* lookAround(root, concerned)
  const names = new Set(concerned.map(foldName))
  const there = local.flatMap(({ path }) => (names.has(foldName(path)) ? [path] : []))
  const others = yield* inLibraryDb((database) => listPlacedAt(database, there))
  const finished = yield* sortDownloads(options, target, work)
  return planWork({ work, source: source.name, day: yield* today, policy, places, others, local, finished })
})

/** Is the item still as it was when its actions were planned? */
const isAsPlanned = (before: CatalogItem | undefined, { revision, path, localPath, localRevision, deletedAtUs }: CatalogItem) =>
  before !== undefined &&
  before.revision === revision &&
  before.path === path &&
  before.localPath === localPath &&
  before.localRevision === localRevision &&
  (before.deletedAtUs === null) === (deletedAtUs === null)

const leftForNext: ItemResult = { outcome: "skipped", now: "unchanged", reason: "it changed since this sync was planned" }

/** Makes the carrier for one source of a library. */
export const libraryCarrier = Effect.fn("libraryCarrier")(function* (options: CarrierOptions) {
  const ports = Context.pick(Files, Parts, Digests)(yield* Effect.context<Files | Parts | Digests>())
  const { source, policy, limit, inLibraryDb } = options
  const root = options.root.replace(/(?<=.)\/$/, "")
  const target: DownloadTarget = { root, records: downloadRecords(inLibraryDb), ...(limit === undefined ? {} : { limit }) }
  const prepare: Carrier["prepare"] = (work) =>
    Effect.gen(function* () {
      const planned: PlannedWork = yield* planAll({ ...options, root }, target, work)
      const before = new Map(work.map(({ item }) => [item.no, item]))
      const terms = { policy, source: source.name, day: yield* today }
      const carrying: Carrying = { source, target, terms, moving: yield* Semaphore.make(1) }
      return {
        order: [...planned.keys()],
        carryOut: ({ item }: WorkItem) =>
          isAsPlanned(before.get(item.no), item)
            ? Effect.mapError(Effect.provide(carryOut(carrying, item, planned.get(item.no) ?? []), ports), itemFailed(item.path))
            : Effect.succeed(leftForNext)
      }
    }).pipe(Effect.provide(ports))
  return { prepare } satisfies Carrier
})
