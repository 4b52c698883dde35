/**
 * Who belongs to whom: each item of the source with what lies here for it and what both agreed on, renames seen through.
 *
 * What makes it hard: a rename looks like one thing gone and another come. There it shows where ids survive it, and else, as here, by the
 * content alone; and only where that leaves no choice: one that went, one that came. Anything less sure is two different things.
 */

import { decideStep, type SideChange } from "./decide-step.ts"
import { LocalNames } from "./names-taken.ts"
import type { Agreement, LocalItem, RemoteItem, SyncState } from "./trees.ts"

/** One item, or what is left of one. */
export interface Pair {
  readonly id: string
  readonly remote: RemoteItem | undefined
  readonly local: LocalItem | undefined
  /** As it is to be from now on, where a rename was seen. Undefined: the item is new. */
  readonly agreement: Agreement | undefined
  readonly there: SideChange
  readonly here: SideChange
  /** The file here was found elsewhere than it was, by what it holds. */
  readonly isFound: boolean
  /** The id that the agreement had. */
  readonly formerId: string | undefined
}

/** All pairs of a state, and the files here that belong to none. */
export interface Pairs {
  readonly pairs: ReadonlyArray<Pair>
  /** What nobody agrees on any more: the source let go of it, and here it is gone, changed, or to stay. */
  readonly released: ReadonlyArray<Agreement>
  /** The file here at a path, as a disk would find it. */
  readonly names: LocalNames
  /** The files here that an agreement is about, with that agreement's id. */
  readonly owners: ReadonlyMap<LocalItem, string>
}

/** Pairs the two lists where a content is exactly once in each. */
const pairByContent = <A, B>(
  lost: ReadonlyArray<A>,
  found: ReadonlyArray<B>,
  contentOf: { readonly lost: (one: A) => string | null; readonly found: (one: B) => string | null }
): ReadonlyMap<A, B> => {
  const count = (contents: ReadonlyArray<string | null>): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>()
    for (const content of contents) if (content !== null) counts.set(content, (counts.get(content) ?? 0) + 1)
    return counts
  }
  const inLost = count(lost.map(contentOf.lost))
  const inFound = count(found.map(contentOf.found))
  const only = new Map(found.map((one) => [contentOf.found(one), one]))
  const pairs = new Map<A, B>()
  for (const one of lost) {
    const content = contentOf.lost(one)
    if (content === null || inLost.get(content) !== 1 || inFound.get(content) !== 1) continue
    const other = only.get(content)
    if (other !== undefined) pairs.set(one, other)
  }
  return pairs
}

const contentsOf = { lost: ({ content }: Agreement) => content, found: ({ content }: { content: string | null }) => content }

/** Agreements whose item is there under another id. */
const renamedThere = (
  { remote, agreed }: SyncState,
  byId: ReadonlyMap<string, RemoteItem>
): ReadonlyMap<Agreement, RemoteItem> => {
  if (!remote.isComplete) return new Map()
  const known = new Set(agreed.map(({ id }) => id))
  const gone = agreed.filter(({ id }) => !byId.has(id))
  return pairByContent(gone, gone.length === 0 ? [] : remote.items.filter(({ id }) => !known.has(id)), contentsOf)
}

/** Agreements whose file lies at another path. */
const renamedHere = (
  { local }: SyncState,
  lost: ReadonlyArray<Agreement>,
  owners: ReadonlyMap<LocalItem, string>
): ReadonlyMap<Agreement, LocalItem> =>
  local.isComplete && lost.length > 0
    ? pairByContent(
        lost,
        local.items.filter((item) => !owners.has(item)),
        contentsOf
      )
    : new Map()

const changeThere = (remote: RemoteItem | undefined, agreement: Agreement, isComplete: boolean): SideChange => {
  if (remote === undefined) return isComplete ? "gone" : "unknown"
  return remote.revision === agreement.revision ? "same" : "changed"
}

const changeHere = (local: LocalItem | undefined, agreement: Agreement, isComplete: boolean): SideChange => {
  if (local === undefined) return isComplete ? "gone" : "unknown"
  return local.state === agreement.state ? "same" : "changed"
}

/** The files at the agreed paths. Each has one owner: who names it exactly comes first. */
const ownFiles = (agreed: ReadonlyArray<Agreement>, names: LocalNames) => {
  const owners = new Map<LocalItem, string>()
  const files = new Map<Agreement, LocalItem>()
  const own = (agreement: Agreement, isExact: boolean): void => {
    const file = names.at(agreement.path)
    if (file === undefined || owners.has(file) || (isExact && file.path !== agreement.path)) return
    owners.set(file, agreement.id)
    files.set(agreement, file)
  }
  for (const agreement of agreed) own(agreement, true)
  for (const agreement of agreed) if (!files.has(agreement)) own(agreement, false)
  return { owners, files }
}

/** Agreements on what the source let go of, and that nothing here goes with: their files, if any, are the user's own. */
const releasedOf = (
  { remote, local, agreed }: SyncState,
  isThere: (one: Agreement) => boolean,
  files: ReadonlyMap<Agreement, LocalItem>,
  mayGo: boolean
): ReadonlySet<Agreement> => {
  const isReleased = (one: Agreement): boolean => {
    const step = decideStep("gone", changeHere(files.get(one), one, local.isComplete))
    return !isThere(one) && (step === "forget" || (step === "drop" && !mayGo))
  }
  return new Set(remote.isComplete ? agreed.filter(isReleased) : [])
}

const knownPair = (
  state: SyncState,
  stored: Agreement,
  item: RemoteItem | undefined,
  file: LocalItem | undefined,
  found: LocalItem | undefined
): Pair => {
  const agreement: Agreement = {
    ...stored,
    ...(item === undefined ? {} : { id: item.id }),
    ...(found === undefined ? {} : { path: found.path, state: found.state })
  }
  return {
    id: agreement.id,
    remote: item,
    local: file ?? found,
    agreement,
    there: changeThere(item, agreement, state.remote.isComplete),
    here: changeHere(file ?? found, agreement, state.local.isComplete),
    isFound: found !== undefined,
    formerId: agreement.id === stored.id ? undefined : stored.id
  }
}

/** Pairs everything of a state. `mayGo`: what the source lets go of goes here too. */
export const pairUp = (state: SyncState, mayGo: boolean): Pairs => {
  const byId = new Map(state.remote.items.map((item) => [item.id, item]))
  const names = new LocalNames(state.local.items)
  const { owners, files } = ownFiles(state.agreed, names)
  const newIds = renamedThere(state, byId)
  const itemOf = (one: Agreement) => byId.get(one.id) ?? newIds.get(one)
  const released = releasedOf(state, (one) => itemOf(one) !== undefined, files, mayGo)
  for (const one of released) {
    const file = files.get(one)
    if (file !== undefined) owners.delete(file)
  }
  const kept = state.agreed.filter((one) => !released.has(one))
  const lost = kept.filter((one) => !files.has(one))
  const found = renamedHere(state, lost, owners)
  const pairs = kept.map((one) => knownPair(state, one, itemOf(one), files.get(one), found.get(one)))
  for (const { local, id } of pairs) if (local !== undefined) owners.set(local, id)
  const taken = new Set(pairs.map(({ id }) => id))
  const fresh = state.remote.items.filter(({ id }) => !taken.has(id)).map(newPair)
  return { pairs: [...pairs, ...fresh], released: [...released], names, owners }
}

const newPair = (remote: RemoteItem): Pair => ({
  id: remote.id,
  remote,
  local: undefined,
  agreement: undefined,
  there: "changed",
  here: "unknown",
  isFound: false,
  formerId: undefined
})
