/**
 * Does what was planned for one item. Each action looks again at what it was planned upon, and what no longer holds is left for the next sync.
 *
 * The order: what is to be done, and what both sides agree on then, into library.db (`begin`) → the disk → what came of the item, by the caller,
 * in one transaction with the end of what was begun (`alongside`). A crash between leaves the row, and the next sync begins with finding out
 * how far it came (`recover.ts`).
 */
import { type Database, Files, moveToTrash, transaction } from "@deadwax/core-async"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import { type BegunChange, beginChange, clearBegun, type FileState } from "../catalog/begun-changes.ts"
import { type CatalogItem, hashText, parseHash } from "../catalog/item.ts"
import { type AgreedFile, noteNames, type PlacedFile } from "../catalog/item-work.ts"
import { dropPlacingTags } from "../catalog/placing-tags.ts"
import { discardDownload } from "../downloads/discard-download.ts"
import { bring, placeBrought } from "../downloads/download.ts"
import { DownloadError, ofDisk } from "../downloads/download-error.ts"
import { type Brought, checkOnline, type DownloadTarget } from "../downloads/download-target.ts"
import { placeInLibrary } from "../downloads/place-in-library.ts"
import { type Action, agreementAfter, type FetchAction } from "../planning/actions.ts"
import type { PlanTerms } from "../planning/plan.ts"
import type { Agreement } from "../planning/trees.ts"
import type { Source } from "../sources/source.ts"
import type { InLibraryDb } from "../sync-run.ts"
import type { ItemResult } from "./carrier.ts"
import { entryOf } from "./entry-of.ts"
import { isSameSound, planMeeting } from "./meeting.ts"
import { parseState, stateText } from "./plan-work.ts"
import { settleBegun } from "./recover.ts"

/** With what work is carried out. */
export interface Carrying {
  readonly source: Source
  readonly target: DownloadTarget
  readonly inLibraryDb: InLibraryDb
  /** The catalog's number of each item of this work, by its id. */
  readonly numbers: ReadonlyMap<string, number>
  readonly terms: PlanTerms
  /** Renames wait for each other: one frees the name that the next is given. */
  readonly moving: Semaphore.Semaphore
}

const nothingToDo: ItemResult = { outcome: "skipped", now: "unchanged" }

const placedOf = ({ path, place, revision, content, state }: Agreement): PlacedFile => ({
  path,
  place,
  revision,
  hash: parseHash(content),
  state: state === null ? null : parseState(state)
})

const agreedFileOf = (agreement: Agreement): AgreedFile => ({ ...placedOf(agreement), sourcePath: agreement.remotePath })

const absoluteOf = ({ root }: DownloadTarget, path: string): string => `${root.endsWith("/") ? root.slice(0, -1) : root}/${path}`

const changedHere = (path: string) =>
  new DownloadError({ reason: "changed-here", path, detail: "the file here changed meanwhile" })

/** The file is as it was when this was planned; fails as `changed-here`. */
const checkState = Effect.fnUntraced(function* (target: DownloadTarget, path: string, state: string) {
  const files = yield* Files
  const info = yield* Effect.mapError(files.stat(absoluteOf(target, path)), ofDisk(path))
  if (info?.kind !== "file" || stateText(info) !== state) return yield* changedHere(path)
})

/** What a change of an item's file is, but for the item. */
type Change = Omit<BegunChange, "no">

/**
 * A change is written down, and the disk is there: whoever asked makes it now. What follows, up to the word of what came of the item, may be cut
 * off anywhere.
 */
const begin = Effect.fnUntraced(function* ({ target, inLibraryDb }: Carrying, item: CatalogItem, change: Change) {
  const nowUs = (yield* Clock.currentTimeMillis) * 1000
  const at = { jobNo: item.leaseJob, nowUs }
  const isOwn = yield* inLibraryDb((database) =>
    transaction(database, () => beginChange(database, { no: item.no, ...change }, at))
  )
  if (!isOwn)
    return yield* new DownloadError({ reason: "lost", path: change.path, detail: "another sync works on this file by now" })
  yield* checkOnline(target)
})

/** What came is a copy that only says the same as the file here in other bytes: it would be one too many. */
const isNeedless = Effect.fnUntraced(function* ({ target }: Carrying, item: CatalogItem, action: FetchAction, brought: Brought) {
  const isFirstMeeting = item.localRevision === null
  if (!action.isCopy || !isFirstMeeting || !item.isMusic) return false
  return yield* isSameSound(absoluteOf(target, action.agreement.path), brought)
})

const fetch = Effect.fnUntraced(function* (carrying: Carrying, item: CatalogItem, action: FetchAction) {
  const { source, target, numbers } = carrying
  const { path, reason, isCopy, instead } = action
  const over = action.over === null ? null : parseState(action.over)
  const request = { source, entry: entryOf(item), path, over }
  const brought = yield* bring(target, request)
  if (yield* isNeedless(carrying, item, action, brought)) {
    yield* discardDownload(target, path)
    return { outcome: "skipped", now: placedOf(action.agreement) } satisfies ItemResult
  }
  const hash = { algorithm: brought.algorithm, hex: brought.hex }
  /** What both agree on once the file is in this state. */
  const agreedIn = (state: FileState): Agreement => {
    const agreement = agreementAfter(action, stateText(state))
    return isCopy ? agreement : { ...agreement, content: hashText(hash) }
  }
  const state = { sizeBytes: brought.sizeBytes, modifiedAtUs: brought.modifiedAtUs }
  const insteadNo = (instead === null ? undefined : numbers.get(instead)) ?? null
  const change: Change = {
    kind: "place",
    path,
    fromPath: null,
    state,
    hash,
    over,
    insteadNo,
    agreed: agreedFileOf(agreedIn(state))
  }
  const placing = Effect.andThen(begin(carrying, item, change), placeBrought(target, request, brought))
  const done = yield* Effect.uninterruptible(placing)
  return { outcome: reason === "changed" ? "updated" : "added", now: placedOf(agreedIn(done)) } satisfies ItemResult
})

type CompareAction = Extract<Action, { readonly kind: "compare" }>
type MoveAction = Extract<Action, { readonly kind: "move" }>
type TrashAction = Extract<Action, { readonly kind: "trash" }>

const move = Effect.fnUntraced(function* (carrying: Carrying, item: CatalogItem, { from, to, state, agreement }: MoveAction) {
  const { target, moving } = carrying
  const files = yield* Files
  const agreed = agreedFileOf(agreement)
  const change: Change = {
    kind: "rename",
    path: to,
    fromPath: from,
    state: parseState(state),
    hash: null,
    over: null,
    insteadNo: null,
    agreed
  }
  const moved = Effect.gen(function* () {
    yield* checkOnline(target)
    yield* checkState(target, from, state)
    const absolute = yield* placeInLibrary(target, to)
    yield* begin(carrying, item, change)
    yield* Effect.mapError(files.rename(absoluteOf(target, from), absolute), ofDisk(to))
  })
  yield* Semaphore.withPermit(moving, Effect.uninterruptible(moved))
  return { outcome: "updated", now: placedOf(agreement) } satisfies ItemResult
})

const trash = Effect.fnUntraced(function* (carrying: Carrying, item: CatalogItem, { path, state }: TrashAction) {
  const { target } = carrying
  const change: Change = {
    kind: "trash",
    path,
    fromPath: null,
    state: parseState(state),
    hash: null,
    over: null,
    insteadNo: null,
    agreed: null
  }
  const going = Effect.gen(function* () {
    yield* checkState(target, path, state)
    yield* begin(carrying, item, change)
    yield* Effect.mapError(moveToTrash(target.root, absoluteOf(target, path)), ofDisk(path))
  })
  yield* Effect.uninterruptible(going)
  return { outcome: "deleted", now: "nothing" } satisfies ItemResult
})

/** Where nothing lies the item stays missing (C2), with what both agreed on and what it is called at its source by now. */
const agree = Effect.fnUntraced(function* ({ target }: Carrying, { no }: CatalogItem, agreement: Agreement) {
  const { stat } = yield* Files
  const { path } = agreement
  const info = yield* Effect.mapError(stat(absoluteOf(target, path)), ofDisk(path))
  if (info !== undefined) return { outcome: "skipped", now: placedOf(agreement) } satisfies ItemResult
  const alongside = (database: Database): void => noteNames(database, no, agreedFileOf(agreement))
  return { ...nothingToDo, alongside } satisfies ItemResult
})

/** One action that needs no further look. */
const doAction = (carrying: Carrying, item: CatalogItem, action: Exclude<Action, CompareAction>) => {
  switch (action.kind) {
    case "agree":
      return agree(carrying, item, action.agreement)
    case "forget":
      return Effect.succeed<ItemResult>({ outcome: "skipped", now: "nothing" })
    case "move":
      return move(carrying, item, action)
    case "trash":
      return trash(carrying, item, action)
    case "fetch":
      return fetch(carrying, item, action)
  }
}

/** The actions with what a comparison asks for in its place. */
const afterComparing = Effect.fnUntraced(function* (carrying: Carrying, item: CatalogItem, actions: ReadonlyArray<Action>) {
  const all: Array<Exclude<Action, CompareAction>> = []
  for (const action of actions) {
    if (action.kind !== "compare") {
      all.push(action)
      continue
    }
    yield* checkState(carrying.target, action.path, action.state)
    for (const next of yield* planMeeting(carrying, item, action)) if (next.kind !== "compare") all.push(next)
  }
  return all
})

/** The last word of several actions is what both agree on; what was done to files by any of them counts. */
const join = (before: ItemResult | undefined, after: ItemResult): ItemResult =>
  before === undefined || before.outcome === "skipped" || after.outcome !== "skipped"
    ? after
    : { ...after, outcome: before.outcome }

const carryOutAll = Effect.fnUntraced(function* (carrying: Carrying, item: CatalogItem, actions: ReadonlyArray<Action>) {
  let done: ItemResult | undefined
  for (const action of yield* afterComparing(carrying, item, actions)) {
    const next: ItemResult = yield* doAction(carrying, item, action)
    done = join(done, next)
  }
  return done ?? nothingToDo
})

/**
 * Carries out an item's actions, in their order. Where one fails, what was done of it is found out and written down at once; where that fails too,
 * it is left for the next sync to begin with.
 */
export const carryOut = (carrying: Carrying, item: CatalogItem, actions: ReadonlyArray<Action>) =>
  carryOutAll(carrying, item, actions).pipe(
    Effect.map((result): ItemResult => {
      const alongside = (database: Database): void => {
        result.alongside?.(database)
        clearBegun(database, item.no)
        dropPlacingTags(database, item.no)
      }
      return { ...result, alongside }
    }),
    Effect.tapError(() => Effect.ignore(settleBegun(carrying, item.no)))
  )
