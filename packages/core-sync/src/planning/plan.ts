/**
 * What is to be done so that the library holds what a source holds, under the user's policy: a pure function of what was last seen there,
 * here, and of what both last agreed on.
 *
 * What it keeps to: nothing goes that both did not agree on and that is not as it was then; nothing is replaced that changed here; nothing
 * follows from what was not seen. Once its actions are carried out, the next plan has none. `decide-step.ts` is the table of it.
 * What it does not do: look at a disk or a source. Each action says what it was planned upon, and is refused where that no longer holds.
 */
import { compareBytewise } from "@deadwax/core-cache"
import { type ConflictOrigin, conflictPath } from "../conflicts/conflict-name.ts"
import type { Action, FetchAction, Plan, Skipped } from "./actions.ts"
import { decideStep, type Step } from "./decide-step.ts"
import { numberedPath, TakenNames } from "./names-taken.ts"
import { type Pair, type Pairs, pairUp } from "./pairs.ts"
import { planMoves } from "./plan-moves.ts"
import { type PolicyRules, readPolicyRules, type SyncPolicy } from "./policy.ts"
import { type Agreement, isSameContent, type LocalItem, type RemoteItem, type SyncState } from "./trees.ts"

/** Under what a plan is made: the user's policy, and what a conflict's copy is named by. */
export interface PlanTerms extends ConflictOrigin {
  readonly policy: SyncPolicy
}

interface Wanted {
  readonly fetch: FetchAction
  /** What it takes of the budget, bytes; null: nobody knows. 0 for what is kept in step with what lies here. */
  readonly costBytes: number | null
  readonly rank: number
  /** The item that is gone there, and whose file this takes the place of. */
  readonly instead: Pair | undefined
}

interface Draft {
  readonly terms: PlanTerms
  readonly rules: PolicyRules
  readonly state: SyncState
  readonly paired: Pairs
  readonly taken: TakenNames
  readonly words: Array<Action>
  readonly wanted: Array<Wanted>
  /** By the file that goes. */
  readonly drops: Map<LocalItem, Pair>
  readonly skipped: Array<Skipped>
}

const isAskedFor = ({ choice }: RemoteItem): boolean => choice === "asked" || choice === "again"

const isFollowed = ({ rules }: Draft, { remote }: Pair): boolean =>
  remote !== undefined && remote.choice !== "ignored" && (isAskedFor(remote) || rules.isFollowed(remote.path))

/** May it be brought here, when it is not? */
const isWanted = (draft: Draft, pair: Pair): boolean =>
  isFollowed(draft, pair) && (draft.terms.policy.what === "everything" || (pair.remote !== undefined && isAskedFor(pair.remote)))

const agree = (draft: Draft, agreement: Agreement): void => {
  draft.words.push({ kind: "agree", agreement, formerId: undefined })
}

const want = (
  draft: Draft,
  remote: RemoteItem,
  fetch: Pick<FetchAction, "path" | "reason" | "over" | "agreement"> & { readonly isCopy?: boolean },
  instead?: Pair
): void => {
  const { id, revision, sizeBytes } = remote
  const isFree = fetch.isCopy === true || fetch.reason === "changed"
  draft.wanted.push({
    fetch: { kind: "fetch", id, revision, sizeBytes, isCopy: false, instead: instead?.id ?? null, ...fetch },
    costBytes: isFree ? 0 : sizeBytes,
    rank: draft.rules.rankOf(remote.path),
    instead
  })
}

/** What both agree on once the item lies at `path` as it is there now. */
const inStep = ({ id, path, place, revision, content }: RemoteItem, at: string): Agreement => ({
  id,
  remotePath: path,
  place: place ?? at,
  path: at,
  revision,
  state: null,
  content
})

/** The path, or where that is taken the first free one with a number. */
const takeBeside = ({ taken }: Draft, path: string): string => taken.takeFirst((number) => numberedPath(path, number))

/** Both have a version of their own. `seen`: what both agree on when the one here stays: that the one there was seen. */
const planConflict = (draft: Draft, remote: RemoteItem, local: LocalItem, seen: Agreement): void => {
  const { policy } = draft.terms
  if (policy.conflicts === "prefer-local") agree(draft, seen)
  else if (policy.conflicts === "prefer-remote") {
    const agreement = { ...seen, content: remote.content }
    want(draft, remote, { path: seen.path, reason: "changed", over: local.state, agreement })
  } else {
    const path = draft.taken.takeFirst((number) => conflictPath(seen.path, draft.terms, number))
    want(draft, remote, { path, reason: "conflict", over: null, agreement: seen, isCopy: true })
  }
}

// The one here goes to the trash though it is as it was agreed: size and time are no proof (a tagger may keep both), and what the source has
// now may be the worse file.
const planUpdate = (draft: Draft, remote: RemoteItem, local: LocalItem, agreement: Agreement): void => {
  const next = { ...agreement, revision: remote.revision }
  if (isSameContent(remote.content, agreement.content)) agree(draft, next)
  else {
    want(draft, remote, {
      path: agreement.path,
      reason: "changed",
      over: local.state,
      agreement: { ...next, content: remote.content }
    })
  }
}

/** Another item may have come to lie where it lay. */
const planReturn = (draft: Draft, pair: Pair, step: Step, remote: RemoteItem, agreement: Agreement): void => {
  const { deletedHere, conflicts } = draft.terms.policy
  const hasNews = step === "renew" && conflicts !== "prefer-local"
  const mayReturn = deletedHere === "fetch" || hasNews || remote.choice === "again"
  if (!mayReturn || !isWanted(draft, pair)) return
  const isTaken = draft.paired.names.at(agreement.path) !== undefined
  const path = isTaken ? takeBeside(draft, agreement.path) : agreement.path
  const place = isTaken ? path : agreement.place
  const next = { ...agreement, path, place, revision: remote.revision, content: remote.content }
  want(draft, remote, { path, reason: "missing", over: null, agreement: next })
}

/** An item that both agreed on, and that the source has. */
const planThere = (draft: Draft, pair: Pair, step: Step, remote: RemoteItem, agreement: Agreement): void => {
  const { local } = pair
  if (local === undefined) {
    if (step === "restore" || step === "renew") planReturn(draft, pair, step, remote, agreement)
  } else if (step === "update") planUpdate(draft, remote, local, agreement)
  else if (step === "conflict") planConflict(draft, remote, local, { ...agreement, revision: remote.revision })
}

/** An item that both agreed on. */
const planKnown = (draft: Draft, pair: Pair, agreement: Agreement): void => {
  const { remote, local, there, here } = pair
  const step = decideStep(there, here)
  if (remote !== undefined && local !== undefined && here === "changed" && isSameContent(remote.content, local.content))
    agree(draft, { ...agreement, revision: remote.revision, state: local.state, content: local.content })
  else if (remote !== undefined) {
    if (isFollowed(draft, pair)) planThere(draft, pair, step, remote, agreement)
  }
  // What else the source let go of was released before all were paired.
  else if (step === "drop" && local !== undefined) draft.drops.set(local, pair)
}

/** An item that is new, and a file that nothing is agreed about lies where it is to lie. */
const planMeeting = (draft: Draft, remote: RemoteItem, local: LocalItem): void => {
  const { id, revision, content } = remote
  const agreement = inStep(remote, local.path)
  if (isSameContent(content, local.content)) agree(draft, { ...agreement, state: local.state })
  else if (content !== null && local.content !== null) planConflict(draft, remote, local, { ...agreement, content: null })
  else draft.words.push({ kind: "compare", id, path: local.path, state: local.state, revision })
}

/**
 * An item that is new, and its place is free, another item's, which may be about to leave it, or one's that goes. A number becomes part of its
 * place, which it keeps.
 */
const planPlaced = (draft: Draft, remote: RemoteItem, place: string, local: LocalItem | undefined): void => {
  if (!draft.state.local.isComplete) return
  const dropped = local === undefined ? undefined : draft.drops.get(local)
  if (local !== undefined && dropped !== undefined) {
    want(draft, remote, { path: local.path, reason: "new", over: local.state, agreement: inStep(remote, local.path) }, dropped)
  } else {
    const path = takeBeside(draft, place)
    want(draft, remote, { path, reason: "new", over: null, agreement: inStep({ ...remote, place: path }, path) })
  }
}

/** An item that is new. */
const planNew = (draft: Draft, pair: Pair): void => {
  const { remote } = pair
  if (remote === undefined || !isWanted(draft, pair)) return
  if (remote.place === null) {
    draft.skipped.push({ id: pair.id, reason: "no-place" })
    return
  }
  const local = draft.paired.names.at(remote.place)
  if (local !== undefined && !draft.paired.owners.has(local)) planMeeting(draft, remote, local)
  else planPlaced(draft, remote, remote.place, local)
}

/** What there is room for. What is kept in step with the source is; the rest by rank, then by path, as far as the budget goes. */
const fitBudget = (draft: Draft, usedBytes: number): ReadonlyArray<Wanted> => {
  const { budgetBytes } = draft.terms.policy
  const wanted = draft.wanted.toSorted((a, b) => a.rank - b.rank || compareBytewise(a.fetch.path, b.fetch.path))
  if (budgetBytes === null) return wanted
  let leftBytes = budgetBytes - usedBytes
  return wanted.filter(({ fetch: { id }, costBytes }) => {
    if (costBytes === 0) return true
    if (costBytes === null || costBytes > leftBytes) {
      draft.skipped.push({ id, reason: costBytes === null ? "size-unknown" : "budget" })
      return false
    }
    leftBytes -= costBytes
    return true
  })
}

const makeDraft = (state: SyncState, terms: PlanTerms): Draft => {
  const paired = pairUp(state, terms.policy.removed === "mirror")
  const taken = new TakenNames()
  for (const { path } of state.local.items) taken.take(path)
  for (const { agreement, local } of paired.pairs) if (agreement !== undefined && local === undefined) taken.take(agreement.path)
  const rules = readPolicyRules(terms.policy)
  const words = paired.released.map(({ id }): Action => ({ kind: "forget", id }))
  return { terms, rules, state, paired, taken, words, wanted: [], drops: new Map(), skipped: [] }
}

/** What lies here of the source and stays, bytes. */
const usedBytesOf = ({ paired, drops }: Draft): number =>
  paired.pairs.reduce((sum, { local }) => sum + (local === undefined || drops.has(local) ? 0 : local.sizeBytes), 0)

/** What another item takes the place of goes with that, or not at all. */
const planDrops = ({ drops }: Draft, fetched: ReadonlyArray<Wanted>): ReadonlyArray<Action> => {
  const replaced = new Set(fetched.map(({ instead }) => instead))
  return [...drops].flatMap(([{ path, state }, pair]) =>
    replaced.has(pair) ? [] : [{ kind: "trash", id: pair.id, path, state } as const]
  )
}

/** Plans a sync. The order of what it is given decides nothing but the order of equal things. */
export const plan = (state: SyncState, terms: PlanTerms): Plan => {
  const draft = makeDraft(state, terms)
  const { pairs } = draft.paired
  const followed = planMoves(pairs, draft.taken, (pair) => isFollowed(draft, pair))
  for (const [pair, agreement] of followed.agreements) planKnown(draft, pair, agreement)
  for (const pair of pairs) if (pair.agreement === undefined) planNew(draft, pair)
  const fetched = fitBudget(draft, usedBytesOf(draft))
  const fetches = fetched.map(({ fetch }) => fetch)
  const actions = [...followed.words, ...followed.moves, ...draft.words, ...fetches, ...planDrops(draft, fetched)]
  return { actions, skipped: draft.skipped }
}
