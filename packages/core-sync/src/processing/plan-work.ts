/** From the work of a job to a plan: what the catalog and a look at the library say together. */
import { compareBytewise } from "@deadwax/core-cache"
import { type CatalogItem, hashText } from "../catalog/item.ts"
import type { PlacedItem } from "../catalog/placed-items.ts"
import type { WorkItem } from "../catalog/work-items.ts"
import { decidePlaces, type KnownPlace, type KnownPlaces, type WantedPlace } from "../placement/places.ts"
import type { Action } from "../planning/actions.ts"
import { LocalNames } from "../planning/names-taken.ts"
import { plan } from "../planning/plan.ts"
import type { SyncPolicy } from "../planning/policy.ts"
import type { Agreement, LocalItem, RemoteItem } from "../planning/trees.ts"

/** A state of a file as a plan compares it. */
export const stateText = ({ sizeBytes, modifiedAtUs }: { readonly sizeBytes: number; readonly modifiedAtUs: number }): string =>
  `${sizeBytes} ${modifiedAtUs}`

/** What `stateText` wrote. */
export const parseState = (text: string): { readonly sizeBytes: number; readonly modifiedAtUs: number } => {
  const [sizeBytes = 0, modifiedAtUs = 0] = text.split(" ").map(Number)
  return { sizeBytes, modifiedAtUs }
}

/** What both sides agreed on last about an item; undefined: nothing. */
export const agreementOf = (item: CatalogItem): Agreement | undefined => {
  const path = item.localPath ?? item.localPlace
  if (item.localRevision === null || path === null) return undefined
  const { localSizeBytes: sizeBytes, localModifiedAtUs: modifiedAtUs } = item
  return {
    id: item.remoteId,
    remotePath: item.localSourcePath ?? item.path,
    place: item.localPlace ?? path,
    path,
    revision: item.localRevision,
    state: sizeBytes === null || modifiedAtUs === null ? null : stateText({ sizeBytes, modifiedAtUs }),
    content: hashText(item.localHash)
  }
}

/** Everything that work is planned upon. */
export interface WorkToPlan {
  readonly work: ReadonlyArray<WorkItem>
  /** The source's name, and the day: what a conflict's copy is named by. */
  readonly source: string
  readonly day: string
  readonly policy: SyncPolicy
  /** Where the items of this work are to lie, by their paths at the source. */
  readonly places: ReadonlyMap<string, string>
  /** Items of any source that lie at these places, or where the items of this work lay. */
  readonly others: ReadonlyArray<PlacedItem>
  /** The files in the directories of this work. */
  readonly local: ReadonlyArray<LocalItem>
}

/** The actions for each item, by its number in the catalog, in the order in which they are to be started. */
export type PlannedWork = ReadonlyMap<number, ReadonlyArray<Action>>

/** What was placed from a path that its item has left leaves its place to others, and to the item itself under the path that it has now. */
const withoutRenamed = (known: KnownPlaces, work: ReadonlyArray<WorkItem>): KnownPlaces => {
  const left = new Set<string>()
  for (const { item } of work)
    if (item.localSourcePath !== null && item.localSourcePath !== item.path) left.add(item.localSourcePath)
  const told = (one: KnownPlace | undefined): KnownPlace | undefined =>
    one !== undefined && left.has(one.remotePath) ? { ...one, isGone: true } : one
  return {
    from: (path) => told(known.from(path)),
    fromBelow: (directory) => told(known.fromBelow(directory)),
    at: (folded) => told(known.at(folded))
  }
}

/**
 * Where the items of this work are to lie. `wanted`: what does not lie as it does at the source; `unknown`: nobody can tell that now, and it has no
 * place.
 */
export const placesOf = (
  work: ReadonlyArray<WorkItem>,
  options: {
    readonly below: string
    readonly known: KnownPlaces
    readonly wanted: ReadonlyMap<string, WantedPlace | "unknown">
  }
): ReadonlyMap<string, string> => {
  const { below, wanted } = options
  const known = withoutRenamed(options.known, work)
  const there = work.flatMap(({ item }) => (item.deletedAtUs === null ? [item.path] : []))
  const named = new Map<string, WantedPlace>()
  for (const [path, one] of wanted) if (one !== "unknown") named.set(path, one)
  const paths = there.filter((path) => wanted.get(path) !== "unknown")
  return decidePlaces(paths, { below, known, wanted: named }).places
}

/** The catalog has asked the policy already. */
const choiceOf = ({ ignoredBy, isWantedBack }: CatalogItem): RemoteItem["choice"] => {
  if (ignoredBy !== null) return "ignored"
  return isWantedBack ? "again" : "asked"
}

const remoteOf = (item: CatalogItem, place: string | undefined): RemoteItem => ({
  id: item.remoteId,
  path: item.path,
  place: place ?? null,
  revision: item.revision,
  sizeBytes: item.sizeBytes,
  content: hashText(item.hash),
  choice: choiceOf(item)
})

/** An item whose file lies where one of this work wants to: it is left alone, and known to be another's. */
const bystanderOf = ({ no, path: at }: PlacedItem): { readonly remote: RemoteItem; readonly agreement: Agreement } => {
  const id = `bystander ${no}`
  const remote: RemoteItem = { id, path: id, place: at, revision: "", sizeBytes: null, content: null, choice: "ignored" }
  return { remote, agreement: { id, remotePath: id, place: at, path: at, revision: "", state: null, content: null } }
}

/** An item that is missing, and where it lay something lies that is no other's, and that no plan touches: it lies here, changed. */
const findAgain = (item: CatalogItem, names: LocalNames, taken: ReadonlySet<string>): Agreement | undefined => {
  const agreement = item.localPath === null && item.deletedAtUs === null ? agreementOf(item) : undefined
  const file = agreement === undefined ? undefined : names.at(agreement.path)
  return agreement === undefined || file === undefined || taken.has(file.path) ? undefined : { ...agreement, path: file.path }
}

const compareUrgency = (a: WorkItem, b: WorkItem): number =>
  b.item.priority - a.item.priority || compareBytewise(a.item.path, b.item.path)

/** Plans all work of a job. What needs nothing has no entry. */
export const planWork = (given: WorkToPlan): PlannedWork => {
  const { policy, places, others, local } = given
  const work = given.work.toSorted(compareUrgency)
  const numbers = new Map(work.map(({ item }) => [item.remoteId, item.no]))
  const actions = new Map<number, Array<Action>>()
  const add = (id: string, action: Action): void => {
    const no = numbers.get(id)
    if (no === undefined) return
    const list = actions.get(no)
    if (list === undefined) actions.set(no, [action])
    else list.push(action)
  }
  const own = new Set(work.map(({ item }) => item.no))
  const bystanders = others.filter(({ no }) => !own.has(no)).map(bystanderOf)
  const remote = work.flatMap(({ item }) => (item.deletedAtUs === null ? [remoteOf(item, places.get(item.path))] : []))
  const names = new LocalNames(local)
  const taken = new Set(bystanders.map(({ agreement }) => agreement.path))
  const planned = plan(
    {
      remote: { items: [...remote, ...bystanders.map((one) => one.remote)], isComplete: true },
      local: { items: local, isComplete: true },
      // Bystanders first: where an item of this work lay that is missing by now, another's file may lie.
      agreed: [...bystanders.map(({ agreement }) => agreement), ...work.flatMap(({ item }) => agreementOf(item) ?? [])]
    },
    { policy, source: given.source, day: given.day }
  )
  for (const action of planned.actions) add(action.kind === "agree" ? action.agreement.id : action.id, action)
  for (const { item } of work) {
    const agreement = actions.has(item.no) ? undefined : findAgain(item, names, taken)
    if (agreement !== undefined) add(item.remoteId, { kind: "agree", agreement, formerId: undefined })
  }
  return actions
}
