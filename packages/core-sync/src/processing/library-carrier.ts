/**
 * The carrier of a library: plans a job's work by the policy, and carries it out on the disk.
 *
 * A plan is made upon what is there when it is made: the directories that this work is about are looked at then, since the last scan may not
 * know what is in them (covers, files that came meanwhile). Whoever carries an action out looks again.
 */
import { Digests, Files, Parts } from "@deadwax/core-async"
import { type CacheError, foldName } from "@deadwax/core-cache"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import { listBegun } from "../catalog/begun-changes.ts"
import type { CatalogItem } from "../catalog/item.ts"
import { isFetchable, keyPlaces, knownPlaces, listPlacedAt, usedBytes, usedBytesOf } from "../catalog/placed-items.ts"
import { tidyPlacingTags } from "../catalog/placing-tags.ts"
import type { WorkItem } from "../catalog/work-items.ts"
import { checkWritable } from "../downloads/check-writable.ts"
import { discardDownload } from "../downloads/discard-download.ts"
import { DownloadError } from "../downloads/download-error.ts"
import { downloadRecords } from "../downloads/download-records.ts"
import { checkOnline, type DownloadTarget } from "../downloads/download-target.ts"
import type { WantedPlace } from "../placement/places.ts"
import type { Action } from "../planning/actions.ts"
import { readPolicyRules, type SyncPolicy } from "../planning/policy.ts"
import type { Source } from "../sources/source.ts"
import type { InLibraryDb } from "../sync-run.ts"
import type { Carrier, ItemResult, Prepared } from "./carrier.ts"
import { type Carrying, carryOut } from "./carry-out.ts"
import { divideWork } from "./divide-work.ts"
import { itemFailed } from "./item-failures.ts"
import { lookAround } from "./look-around.ts"
import { agreementOf, type PlannedWork, placesOf, planWork, type WorkToPlan } from "./plan-work.ts"
import { type PlaceByTags, readTemplatePlaces } from "./read-template-places.ts"
import { recoverChanges, settleBegun } from "./recover.ts"

/** Whose files are carried where, and how. */
export interface CarrierOptions {
  readonly source: Source
  /** The source's row in the catalog. */
  readonly sourceNo: number
  readonly policy: SyncPolicy
  /** The library's root, absolute. */
  readonly root: string
  readonly inLibraryDb: InLibraryDb
  /** Fails unless the library's own disk is where the library is. */
  readonly checkOnline: () => Effect.Effect<void, CacheError>
  /** Where files go by the library's templates; absent: they lie as they do at the source, whatever the policy says. */
  readonly placeByTags?: PlaceByTags
  /** How many items are planned together; unless told, so many that their plan takes a few megabytes. */
  readonly partItems?: number
}

const usualPartItems = 2000

const today: Effect.Effect<string> = Effect.map(Clock.currentTimeMillis, (nowMs) => new Date(nowMs).toISOString().slice(0, 10))

/** What came of items that are no more, or that came by another way, goes, and so do the records of that and tags that place nothing any more. */
const tidyDownloads = Effect.fnUntraced(function* ({ source, sourceNo, inLibraryDb }: CarrierOptions, target: DownloadTarget) {
  for (const { path, source: of, remoteId, revision } of yield* target.records.list()) {
    if (of !== source.fingerprint) continue
    if (!(yield* inLibraryDb((database) => isFetchable(database, sourceNo, remoteId, revision))))
      yield* Effect.ignore(discardDownload(target, path))
  }
  yield* inLibraryDb(tidyPlacingTags)
})

const noneWanted: ReadonlyMap<string, WantedPlace | "unknown"> = new Map()

const wantedPlaces = (options: CarrierOptions, work: ReadonlyArray<WorkItem>) => {
  const { policy, source, sourceNo, inLibraryDb, placeByTags } = options
  if (policy.placement !== "template" || placeByTags === undefined) return Effect.succeed(noneWanted)
  return readTemplatePlaces({ source, sourceNo, below: policy.below, inLibraryDb, placeByTags }, work)
}

const planAll = Effect.fnUntraced(function* (options: CarrierOptions, target: DownloadTarget, work: ReadonlyArray<WorkItem>) {
  const { policy, sourceNo, source, root, inLibraryDb } = options
  const wanted = yield* wantedPlaces(options, work)
  const places = yield* inLibraryDb((database) => {
    keyPlaces(database)
    return placesOf(work, { below: policy.below, known: knownPlaces(database, sourceNo), wanted })
  })
  const concerned = [...places.values(), ...work.flatMap(({ item }) => agreementOf(item)?.path ?? [])]
  const local = yield* lookAround(root, concerned)
  const names = new Set(concerned.map(foldName))
  const there = local.flatMap(({ path }) => (names.has(foldName(path)) ? [path] : []))
  const others = yield* inLibraryDb((database) => listPlacedAt(database, there))
  // What was not seen because the disk went is not gone.
  yield* checkOnline(target)
  const budgetBytes = yield* budgetOf(options, { work, others, local })
  return planWork({ work, source: source.name, day: yield* today, policy: { ...policy, budgetBytes }, places, others, local })
})

/** What is left of the budget for a part of the work and what the plan sees lie here: less what all other files of the source take. */
const budgetOf = (
  { policy: { budgetBytes }, sourceNo, inLibraryDb }: CarrierOptions,
  { work, others, local }: Pick<WorkToPlan, "work" | "others" | "local">
) => {
  if (budgetBytes === null) return Effect.succeed(null)
  const own = new Set(work.map(({ item }) => item.no))
  const beside = new Set(others.flatMap(({ no, path }) => (own.has(no) ? [] : path)))
  const ownBytes = work.reduce((sum, { item }) => sum + usedBytesOf(item), 0)
  const besideBytes = local.reduce((sum, { path, sizeBytes }) => sum + (beside.has(path) ? sizeBytes : 0), 0)
  return Effect.map(
    inLibraryDb((database) => usedBytes(database, sourceNo)),
    (used) => budgetBytes - used + ownBytes + besideBytes
  )
}

/** Is the item still as it was when its actions were planned? */
const isAsPlanned = (before: CatalogItem | undefined, { revision, path, localPath, localRevision, deletedAtUs }: CatalogItem) =>
  before !== undefined &&
  before.revision === revision &&
  before.path === path &&
  before.localPath === localPath &&
  before.localRevision === localRevision &&
  (before.deletedAtUs === null) === (deletedAtUs === null)

const leftForNext: ItemResult = { outcome: "skipped", now: "unchanged", reason: "it changed since this sync was planned" }

const checkDisk = ({ target, terms }: Carrying, { no, path }: CatalogItem, error: { readonly reason: string }) =>
  error instanceof DownloadError && error.reason === "disk"
    ? checkWritable(target, { path, below: terms.policy.below, name: `writable-${no}` })
    : checkOnline(target)

/**
 * What one item's turn does: what is still open of an earlier job comes first, and the item is planned by the next. A failure while the disk is
 * not there, or takes nothing, is the disk's.
 */
const turnOf = (carrying: Carrying, item: CatalogItem, actions: ReadonlyArray<Action> | "open") => {
  const doing = actions === "open" ? Effect.as(settleBegun(carrying, item.no), leftForNext) : carryOut(carrying, item, actions)
  return Effect.catch(doing, (error) => Effect.andThen(checkDisk(carrying, item, error), Effect.fail(error)))
}

const prepareWork = Effect.fnUntraced(function* (options: CarrierOptions, target: DownloadTarget, work: ReadonlyArray<WorkItem>) {
  const { source, policy, inLibraryDb } = options
  const open = new Set((yield* inLibraryDb(listBegun)).map(({ no }) => no))
  const planned: PlannedWork = yield* planAll(options, target, work)
  const before = new Map(work.map(({ item }) => [item.no, item]))
  const terms = { policy, source: source.name, day: yield* today }
  const numbers = new Map(work.map(({ item }) => [item.remoteId, item.no]))
  const carrying: Carrying = { source, target, inLibraryDb, numbers, terms, moving: yield* Semaphore.make(1) }
  const turn = (item: CatalogItem) => {
    if (open.has(item.no)) return turnOf(carrying, item, "open")
    return isAsPlanned(before.get(item.no), item)
      ? turnOf(carrying, item, planned.get(item.no) ?? [])
      : Effect.succeed(leftForNext)
  }
  const unplanned = work.flatMap(({ item: { no } }) => (open.has(no) && !planned.has(no) ? [no] : []))
  return { order: [...unplanned, ...planned.keys()], turn }
})

const dividerOf = ({ policy }: CarrierOptions, partItems: number): Carrier["divide"] => {
  const { rankOf } = readPolicyRules(policy)
  const terms = { below: policy.below, isPlacedByTags: policy.placement === "template", rankOf, partItems }
  return (work) => Effect.sync(() => divideWork(work, terms))
}

/** Makes the carrier for one source of a library. */
export const libraryCarrier = Effect.fn("libraryCarrier")(function* (options: CarrierOptions) {
  const ports = Context.pick(Files, Parts, Digests)(yield* Effect.context<Files | Parts | Digests>())
  const { inLibraryDb, checkOnline: check, partItems = usualPartItems } = options
  const root = options.root.replace(/(?<=.)\/$/, "")
  const records = downloadRecords(inLibraryDb)
  const target: DownloadTarget = { root, records, checkOnline: check }
  const divide = dividerOf(options, partItems)
  const prepare: Carrier["prepare"] = (work) =>
    Effect.gen(function* () {
      const { order, turn } = yield* prepareWork({ ...options, root }, target, work)
      const carryOut: Prepared["carryOut"] = ({ item }) =>
        Effect.mapError(Effect.provide(turn(item), ports), itemFailed(item.path))
      return { order, carryOut }
    }).pipe(Effect.provide(ports))
  const recover: Carrier["recover"] = (write) =>
    Effect.provide(Effect.andThen(recoverChanges({ target, inLibraryDb }, write), tidyDownloads(options, target)), ports)
  return { recover, divide, prepare } satisfies Carrier
})
