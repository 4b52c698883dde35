/**
 * Does what was planned for one item. Each action looks again at what it was planned upon, and what no longer holds is left for the next sync.
 * What is answered is what both sides agree on afterwards; it is the caller who writes that down, together with the end of the download.
 */
import { Files, moveToTrash } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import { type CatalogItem, parseHash } from "../catalog/item.ts"
import type { PlacedFile } from "../catalog/item-work.ts"
import { download } from "../downloads/download.ts"
import { DownloadError, ofDisk } from "../downloads/download-error.ts"
import { removeDownload } from "../downloads/download-records.ts"
import type { Downloaded, DownloadTarget } from "../downloads/download-target.ts"
import { placeInLibrary } from "../downloads/place-in-library.ts"
import { type Action, agreementAfter, type FetchAction } from "../planning/actions.ts"
import type { PlanTerms } from "../planning/plan.ts"
import type { Agreement } from "../planning/trees.ts"
import type { Entry, Source } from "../sources/source.ts"
import type { ItemResult } from "./carrier.ts"
import { isSameSound, planMeeting } from "./meeting.ts"
import { parseState, stateText } from "./plan-work.ts"

/** With what work is carried out. */
export interface Carrying {
  readonly source: Source
  readonly target: DownloadTarget
  readonly terms: PlanTerms
  /** Renames wait for each other: one frees the name that the next is given. */
  readonly moving: Semaphore.Semaphore
}

const nothingToDo: ItemResult = { outcome: "skipped", now: "unchanged" }

const entryOf = ({ remoteId, path, sizeBytes, modifiedAtUs, revision, hash }: CatalogItem): Entry => ({
  id: remoteId,
  path,
  sizeBytes,
  modifiedAtUs,
  revision,
  hash
})

const placedOf = ({ path, place, revision, content, state }: Agreement): PlacedFile => ({
  path,
  place,
  revision,
  hash: parseHash(content),
  state: state === null ? null : parseState(state)
})

const absoluteOf = ({ root }: DownloadTarget, path: string): string => `${root.endsWith("/") ? root.slice(0, -1) : root}/${path}`

const changedHere = (path: string) =>
  new DownloadError({ reason: "changed-here", path, detail: "the file here changed meanwhile" })

/** The file is as it was when this was planned; fails as `changed-here`. */
const checkState = Effect.fnUntraced(function* (target: DownloadTarget, path: string, state: string) {
  const files = yield* Files
  const info = yield* Effect.mapError(files.stat(absoluteOf(target, path)), ofDisk(path))
  if (info?.kind !== "file" || stateText(info) !== state) return yield* changedHere(path)
})

/** What came stays as a copy of its own, unless it only says the same in other bytes. */
const keepCopy = Effect.fnUntraced(function* ({ target }: Carrying, item: CatalogItem, action: FetchAction, done: Downloaded) {
  const files = yield* Files
  const isFirstMeeting = item.localRevision === null
  const [mine, theirs] = [absoluteOf(target, action.agreement.path), absoluteOf(target, done.path)]
  if (!isFirstMeeting || !item.isMusic || !(yield* isSameSound(mine, theirs))) return false
  yield* checkState(target, done.path, stateText(done))
  yield* Effect.mapError(files.remove(theirs), ofDisk(done.path))
  return true
})

const fetch = Effect.fnUntraced(function* (carrying: Carrying, item: CatalogItem, action: FetchAction) {
  const { source, target } = carrying
  const over = action.over === null ? null : parseState(action.over)
  const done = yield* download(target, { source, entry: entryOf(item), path: action.path, over })
  const isNeedless = action.isCopy && (yield* keepCopy(carrying, item, action, done))
  const agreement = agreementAfter(action, stateText(done))
  const { algorithm, hex } = done.hash
  const now = placedOf(action.isCopy ? agreement : { ...agreement, content: `${algorithm}:${hex}` })
  const outcome = isNeedless ? "skipped" : action.reason === "changed" ? "updated" : "added"
  return { outcome, now, alongside: (database) => removeDownload(database, action.path) } satisfies ItemResult
})

type CompareAction = Extract<Action, { readonly kind: "compare" }>
type MoveAction = Extract<Action, { readonly kind: "move" }>

const move = Effect.fnUntraced(function* ({ target, moving }: Carrying, { from, to, state, agreement }: MoveAction) {
  const files = yield* Files
  const moved = Effect.gen(function* () {
    yield* checkState(target, from, state)
    const absolute = yield* placeInLibrary(target.root, to)
    yield* Effect.mapError(files.rename(absoluteOf(target, from), absolute), ofDisk(to))
  })
  yield* Semaphore.withPermit(moving, Effect.uninterruptible(moved))
  return { outcome: "updated", now: placedOf(agreement) } satisfies ItemResult
})

const trash = Effect.fnUntraced(function* ({ target }: Carrying, path: string, state: string) {
  yield* checkState(target, path, state)
  yield* Effect.mapError(Effect.uninterruptible(moveToTrash(target.root, absoluteOf(target, path))), ofDisk(path))
  return { outcome: "deleted", now: "nothing" } satisfies ItemResult
})

/** One action that needs no further look. */
const doAction = (carrying: Carrying, item: CatalogItem, action: Exclude<Action, CompareAction>) => {
  switch (action.kind) {
    case "agree":
      return Effect.succeed<ItemResult>({ outcome: "skipped", now: placedOf(action.agreement) })
    case "forget":
      return Effect.succeed<ItemResult>({ outcome: "skipped", now: "nothing" })
    case "move":
      return move(carrying, action)
    case "trash":
      return trash(carrying, action.path, action.state)
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

/** Carries out an item's actions, in their order. */
export const carryOut = Effect.fnUntraced(function* (carrying: Carrying, item: CatalogItem, actions: ReadonlyArray<Action>) {
  let done: ItemResult | undefined
  for (const action of yield* afterComparing(carrying, item, actions)) {
    const next: ItemResult = yield* doAction(carrying, item, action)
    done = join(done, next)
  }
  return done ?? nothingToDo
})
